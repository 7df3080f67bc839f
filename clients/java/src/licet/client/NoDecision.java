package licet.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Optional;

/** No decision was made, and no answer is never a go: the order stays unconfirmed. */
public final class NoDecision extends Exception {
  private static final long serialVersionUID = 1L;

  private final Status.Code code;
  private final String reason;
  private final transient List<FieldViolation> violations;

  NoDecision(String message, Status.Code code, String reason, List<FieldViolation> violations) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.violations = List.copyOf(violations);
  }

  /** Returns what a failed call says. */
  static NoDecision of(StatusRuntimeException failed) {
    String said = failed.getStatus().getDescription();
    BadRequest request = BadRequest.getDefaultInstance();
    ErrorInfo info = ErrorInfo.getDefaultInstance();
    com.google.rpc.Status status = null;
    try {
      status = StatusProto.fromThrowable(failed);
    } catch (RuntimeException unreadable) {
      said = said + " (with details that cannot be read)";
    }
    for (Any detail : status == null ? List.<Any>of() : status.getDetailsList()) {
      try {
        if (detail.is(BadRequest.class)) {
          request = detail.unpack(BadRequest.class);
        } else if (detail.is(ErrorInfo.class)) {
          info = detail.unpack(ErrorInfo.class);
        }
      } catch (InvalidProtocolBufferException unreadable) {
        said = said + " (with details that cannot be read)";
      }
    }
    return new NoDecision(
        said == null ? failed.getMessage() : said,
        failed.getStatus().getCode(),
        info.getDomain().equals("licet") ? info.getReason() : null,
        request.getFieldViolationsList().stream()
            .map(each -> new FieldViolation(insideSale(each.getField()), each.getDescription()))
            .toList());
  }

  private static String insideSale(String path) {
    return path.equals("sale") ? "" : path.startsWith("sale.") ? path.substring(5) : path;
  }

  /** The status of the call, also where the server was never asked. */
  public Status.Code code() {
    return code;
  }

  /** The service's reason, the name of an {@code ErrorReason}, where it gave one. */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** Every field that is wrong, where the fault is one of fields. */
  public List<FieldViolation> violations() {
    return violations == null ? List.of() : violations;
  }
}
