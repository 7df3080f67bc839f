-- What Envoy's transcoder does not refuse by itself: it drops fields that the protos have not got, and
-- of a name that stands twice it takes one. What was dropped might have turned a go into a stop.
-- METHODS and FIELDS, above, are made of the protos.

local DEEPEST = 64

local function refuse(where, why)
  error({ where = where, why = why }, 0)
end

local function skip(text, at)
  return string.find(text, "[^ \t\r\n]", at) or #text + 1
end

-- Returns where a string ends and what stands in it, as it is written.
local function read_string(text, at, where)
  local from = at + 1
  while true do
    local found = string.find(text, '["\\]', from)
    if not found then refuse(where, "no JSON: a string does not end") end
    if string.sub(text, found, found) == '"' then
      return found + 1, string.sub(text, at + 1, found - 1)
    end
    from = found + 2
  end
end

local read_value

-- `kind` is the name of a message, "*" where names are free, nil where there is no object.
local function read_object(text, at, kind, where, depth)
  local fields, seen = FIELDS[kind], {}
  if not fields and kind ~= "*" then refuse(where, "no object is expected here") end
  at = skip(text, at + 1)
  if string.sub(text, at, at) == "}" then return at + 1 end
  while true do
    if string.sub(text, at, at) ~= '"' then refuse(where, "no JSON: a name is expected") end
    local name
    at, name = read_string(text, at, where)
    local place = where == "" and name or where .. "." .. name
    local field = fields and fields[name] or not fields and { name }
    if not field or string.find(name, "\\", 1, true) then refuse(place, "unknown field") end
    if seen[field[1]] then refuse(place, "stands twice") end
    seen[field[1]] = true
    at = skip(text, at)
    if string.sub(text, at, at) ~= ":" then refuse(place, "no JSON: `:` is expected") end
    at = skip(text, read_value(text, skip(text, at + 1), field[2], place, depth + 1))
    local after = string.sub(text, at, at)
    if after == "}" then return at + 1 end
    if after ~= "," then refuse(place, "no JSON: `,` or `}` is expected") end
    at = skip(text, at + 1)
  end
end

local function read_list(text, at, kind, where, depth)
  local number = 0
  at = skip(text, at + 1)
  if string.sub(text, at, at) == "]" then return at + 1 end
  while true do
    local place = where .. "[" .. number .. "]"
    at = skip(text, read_value(text, at, kind, place, depth + 1))
    local after = string.sub(text, at, at)
    if after == "]" then return at + 1 end
    if after ~= "," then refuse(place, "no JSON: `,` or `]` is expected") end
    at, number = skip(text, at + 1), number + 1
  end
end

function read_value(text, at, kind, where, depth)
  if depth > DEEPEST then refuse(where, "the JSON is nested too deep") end
  local first = string.sub(text, at, at)
  if first == "{" then return read_object(text, at, kind, where, depth) end
  if first == "[" then return read_list(text, at, kind, where, depth) end
  if first == '"' then return (read_string(text, at, where)) end
  local from, to = string.find(text, "^[%w+.-]+", at)
  if not from then refuse(where, "no JSON: a value is expected") end
  return to + 1
end

local function checked(text, kind)
  local at = skip(text, 1)
  if string.sub(text, at, at) ~= "{" then refuse("", "expected an object") end
  at = skip(text, read_object(text, at, kind, "", 1))
  if at <= #text then refuse("", "no JSON: something stands behind the object") end
end

local function quoted(text)
  return '"' .. string.gsub(text, '[%c"\\\128-\255]', "?") .. '"'
end

local function respond(handle, status, title, where, why)
  handle:respond(
    { [":status"] = tostring(status), ["content-type"] = "application/problem+json" },
    '{"type": "about:blank", "title": ' .. quoted(title) .. ', "status": ' .. status
      .. ', "detail": ' .. quoted(where == "" and why or where .. ": " .. why)
      .. ', "violations": [{"field": ' .. quoted(where) .. ', "description": ' .. quoted(why) .. "}]}"
  )
end

function envoy_on_request(handle)
  local headers = handle:headers()
  local kind = METHODS[headers:get(":path")]
  if not kind then return respond(handle, 404, "Not Found", "", "nothing is asked here") end
  local sent = string.lower(string.match(headers:get("content-type") or "", "^[^; ]*"))
  if sent ~= "application/json" then
    return respond(handle, 415, "Unsupported Media Type", "", "send application/json")
  end
  local body = handle:body()
  local text = body and body:getBytes(0, body:length()) or ""
  local good, problem = pcall(checked, text, kind)
  if not good then
    local known = type(problem) == "table"
    respond(handle, 400, "Bad Request", known and problem.where or "", known and problem.why or "no JSON")
  end
end
