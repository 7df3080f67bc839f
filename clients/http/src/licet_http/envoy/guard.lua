-- What Envoy's transcoder does not refuse by itself: it drops fields that the protos have not got and what
-- is null in a list, takes one of a name that stands twice, lays lists in lists side by side, and reads
-- words as true or false. What was dropped or read so might have turned a go into a stop.
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
    local found = string.find(text, '[%z\1-\31"\\]', from)
    local this = found and string.sub(text, found, found)
    if this == '"' then return found + 1, string.sub(text, at + 1, found - 1) end
    if this ~= "\\" then refuse(where, "no JSON: a string does not end, or holds a control character") end
    local escape = string.sub(text, found + 1, found + 1)
    if escape == "u" then
      local code = string.match(text, "^%x%x%x%x", found + 2)
      if not code then refuse(where, "no JSON: an escape that there is not") end
      from = found + 6
    elseif escape ~= "" and string.find('"\\/bfnrt', escape, 1, true) then
      from = found + 2
    else
      refuse(where, "no JSON: an escape that there is not")
    end
  end
end

local function read_token(text, at, where)
  local from, to = string.find(text, "^[%w+.-]+", at)
  if not from then refuse(where, "no JSON: a value is expected") end
  return to + 1, string.sub(text, from, to)
end

local read_object

-- One value of a kind: "text", "number", "flag", "flags" (names that are free, of flags), or the name of
-- a message.
local function read_one(text, at, kind, where, depth)
  local first = string.sub(text, at, at)
  if kind == "flags" or FIELDS[kind] then
    if first ~= "{" then refuse(where, "expected an object") end
    return read_object(text, at, kind, where, depth)
  end
  if first == '"' and kind ~= "flag" then return (read_string(text, at, where)) end
  if first == "{" or first == "[" or first == '"' then refuse(where, "another kind of value is expected") end
  local after, token = read_token(text, at, where)
  local number = tonumber(token) and not string.find(token, "[xXnN]")
  local fits = { text = false, number = number, flag = token == "true" or token == "false" }
  if not fits[kind] then refuse(where, "another kind of value is expected") end
  return after
end

local function read_list(text, at, kind, where, depth)
  if string.sub(text, at, at) ~= "[" then refuse(where, "expected a list") end
  local number = 0
  at = skip(text, at + 1)
  if string.sub(text, at, at) == "]" then return at + 1 end
  while true do
    local place = where .. "[" .. number .. "]"
    at = skip(text, read_one(text, at, kind, place, depth + 1))
    local after = string.sub(text, at, at)
    if after == "]" then return at + 1 end
    if after ~= "," then refuse(place, "no JSON: `,` or `]` is expected") end
    at, number = skip(text, at + 1), number + 1
  end
end

-- A field's own value may be null, which is an absent field; what stands in a list or among flags may not.
local function read_field(text, at, field, where, depth)
  if string.find(text, "^null", at) and field[2] ~= "flag" then return at + 4 end
  local read = field[3] and read_list or read_one
  return read(text, at, field[2], where, depth)
end

function read_object(text, at, kind, where, depth)
  if depth > DEEPEST then refuse(where, "the JSON is nested too deep") end
  local fields, seen = FIELDS[kind], {}
  at = skip(text, at + 1)
  if string.sub(text, at, at) == "}" then return at + 1 end
  while true do
    if string.sub(text, at, at) ~= '"' then refuse(where, "no JSON: a name is expected") end
    local name
    at, name = read_string(text, at, where)
    local place = where == "" and name or where .. "." .. name
    local field = fields and fields[name] or not fields and { name, "flag", false }
    if not field or string.find(name, "\\", 1, true) then refuse(place, "unknown field") end
    if seen[field[1]] then refuse(place, "stands twice") end
    seen[field[1]] = true
    at = skip(text, at)
    if string.sub(text, at, at) ~= ":" then refuse(place, "no JSON: `:` is expected") end
    at = skip(text, read_field(text, skip(text, at + 1), field, place, depth + 1))
    local after = string.sub(text, at, at)
    if after == "}" then return at + 1 end
    if after ~= "," then refuse(place, "no JSON: `,` or `}` is expected") end
    at = skip(text, at + 1)
  end
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
  local sent = string.gsub(string.lower(headers:get("content-type") or ""), "[ \t]", "")
  if sent ~= "application/json" and sent ~= "application/json;charset=utf-8" then
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
