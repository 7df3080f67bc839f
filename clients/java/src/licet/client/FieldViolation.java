package licet.client;

/** One field is wrong: its path, inside the sale if it is the sale's, and what is wrong. */
public record FieldViolation(String path, String reason) {

  @Override
  public String toString() {
    return path.isEmpty() ? reason : path + ": " + reason;
  }
}
