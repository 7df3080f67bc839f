package licet.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import licet.v1.SaleOuterClass.Sale;

/**
 * Asks about the sale on standard input, as JSON, and prints what came of it.
 *
 * <pre>licet.client.Ask HOST:PORT [--ca FILE] [--certificate FILE --key FILE] [--timeout MS]</pre>
 *
 * <p>Ends with 0 for a go, 1 for any other decision, 2 where there is none. Without {@code --ca} it
 * asks a server on this machine alone.
 */
public final class Ask {
  private Ask() {}

  /** Ends the program with what came of the question. */
  public static void main(String[] arguments) {
    JsonObject told = new JsonObject();
    int status;
    try {
      status = asked(arguments, told);
    } catch (NoDecision none) {
      status = 2;
      told.addProperty("no_decision", none.getMessage());
      told.addProperty("code", none.code().name());
      told.addProperty("reason", none.reason().orElse(null));
      told.add("violations", violations(none));
    } catch (IOException | RuntimeException wrong) {
      // Whatever went wrong: there is no decision, and that is told as such.
      status = 2;
      told.addProperty("no_decision", String.valueOf(wrong.getMessage()));
      told.add("code", JsonNull.INSTANCE);
    }
    told.addProperty("may_confirm", status == 0);
    System.out.println(told);
    System.exit(status);
  }

  private static int asked(String[] arguments, JsonObject told) throws NoDecision, IOException {
    if (arguments.length % 2 != 1) {
      throw new IllegalArgumentException("say whom to ask: HOST:PORT [--ca FILE] [--timeout MS]");
    }
    Map<String, String> flags = new HashMap<>();
    for (int n = 1; n < arguments.length; n += 2) {
      flags.put(arguments[n], arguments[n + 1]);
    }
    // A decoder of its own throws where a string would hold another character in silence.
    ByteBuffer bytes = ByteBuffer.wrap(System.in.readAllBytes());
    Sale sale = sale(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    try (Client client = client(arguments[0], flags)) {
      Decided answer = client.decide(sale);
      told.add("decision", json(answer.decision()));
      if (answer.logPosition().isPresent()) {
        told.add("log_position", json(answer.logPosition().get()));
      }
      return answer.mayConfirm() ? 0 : 1;
    }
  }

  private static Client client(String target, Map<String, String> flags) throws IOException {
    int colon = target.lastIndexOf(':');
    String host = target.substring(0, Math.max(colon, 0));
    int port = Integer.parseInt(target.substring(colon + 1));
    Duration timeout = Duration.ofMillis(Long.parseLong(flags.getOrDefault("--timeout", "10000")));
    if (flags.containsKey("--ca")) {
      return Client.ofCertified(
          host, port, file(flags, "--ca"), file(flags, "--certificate"), file(flags, "--key"), timeout);
    }
    if (!host.equals("127.0.0.1") && !host.equals("localhost")) {
      throw new IllegalArgumentException(
          target + " is beyond this machine and nothing would encrypt the way to it: give --ca");
    }
    return Client.ofThisMachine(port, timeout);
  }

  private static File file(Map<String, String> flags, String name) {
    return flags.containsKey(name) ? new File(flags.get(name)) : null;
  }

  /** Returns a sale that is written as JSON; a field that no sale has is refused. */
  private static Sale sale(String written) throws IOException {
    JsonReader reader = new JsonReader(new StringReader(written));
    once(reader);
    if (reader.peek() != JsonToken.END_DOCUMENT) {
      throw new IllegalArgumentException("something stands behind the sale");
    }
    Sale.Builder found = Sale.newBuilder();
    JsonFormat.parser().merge(written, found);
    return found.build();
  }

  /** Reads a value strictly to its end; throws for a name that stands twice in an object. */
  private static void once(JsonReader reader) throws IOException {
    switch (reader.peek()) {
      case BEGIN_OBJECT -> {
        Set<String> names = new HashSet<>();
        reader.beginObject();
        while (reader.hasNext()) {
          String name = reader.nextName();
          if (!names.add(name)) {
            throw new IllegalArgumentException("`" + name + "` stands twice in an object");
          }
          once(reader);
        }
        reader.endObject();
      }
      case BEGIN_ARRAY -> {
        reader.beginArray();
        while (reader.hasNext()) {
          once(reader);
        }
        reader.endArray();
      }
      default -> reader.skipValue();
    }
  }

  private static JsonObject json(com.google.protobuf.MessageOrBuilder message)
      throws InvalidProtocolBufferException {
    String written =
        JsonFormat.printer()
            .preservingProtoFieldNames()
            .includingDefaultValueFields()
            .print(message);
    return JsonParser.parseString(written).getAsJsonObject();
  }

  private static JsonArray violations(NoDecision none) {
    JsonArray found = new JsonArray();
    for (FieldViolation each : none.violations()) {
      JsonObject violation = new JsonObject();
      violation.addProperty("path", each.path());
      violation.addProperty("reason", each.reason());
      found.add(violation);
    }
    return found;
  }
}
