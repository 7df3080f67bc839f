package licet.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import licet.v1.LicenseDecisionServiceGrpc;
import licet.v1.LicenseDecisionServiceGrpc.LicenseDecisionServiceBlockingStub;
import licet.v1.SaleOuterClass.Sale;
import licet.v1.Service.DecideRequest;
import licet.v1.Service.DecideResponse;

/** Asks a server for decisions, each within a deadline; threads may share one. */
public final class Client implements AutoCloseable {
  private static final int LARGEST_ANSWER = 64 * 1024 * 1024;
  private static final Duration LONGEST = Duration.ofDays(1);

  private final ManagedChannel channel;
  private final LicenseDecisionServiceBlockingStub decisions;
  private final Duration timeout;

  private Client(NettyChannelBuilder channel, Duration timeout) {
    if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a timeout is more than nothing and at most a day");
    }
    this.channel = channel.maxInboundMessageSize(LARGEST_ANSWER).build();
    this.decisions = LicenseDecisionServiceGrpc.newBlockingStub(this.channel);
    this.timeout = timeout;
  }

  /** Returns a client of a server on this machine; the way to it never leaves the machine. */
  public static Client ofThisMachine(int port, Duration timeout) {
    // No proxy of the environment is handed what is in plain text.
    return new Client(
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .proxyDetector(address -> null),
        timeout);
  }

  /**
   * Returns a client of a server that is known by its certificate.
   *
   * <p>{@code certificate} and {@code key} are the client's own, both null where the server does
   * not want to know who asks. The files are PEM, the key in PKCS #8.
   */
  public static Client ofCertified(
      String host, int port, File ca, File certificate, File key, Duration timeout)
      throws SSLException {
    SslContextBuilder context = GrpcSslContexts.forClient().trustManager(ca);
    if (certificate != null || key != null) {
      context.keyManager(certificate, key);
    }
    return new Client(
        NettyChannelBuilder.forAddress(host, port).sslContext(context.build()), timeout);
  }

  /** Returns the decision on a sale; throws {@code NoDecision} where there is none. */
  public Decided decide(Sale sale) throws NoDecision {
    if (!isText(sale)) {
      throw new NoDecision(
          "a text of the sale holds half a character, which cannot be sent",
          Status.Code.INVALID_ARGUMENT,
          null,
          List.of());
    }
    DecideResponse told;
    try {
      told =
          decisions
              .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
              .decide(DecideRequest.newBuilder().setSale(sale).build());
    } catch (StatusRuntimeException failed) {
      throw NoDecision.of(failed);
    }
    boolean ofThisSale =
        told.hasDecision()
            && told.getDecision().hasSaleId() == sale.hasSaleId()
            && told.getDecision().getSaleId().equals(sale.getSaleId());
    if (!ofThisSale) {
      throw new NoDecision(
          "the answer holds no decision on this sale", Status.Code.INTERNAL, null, List.of());
    }
    return Decided.of(told);
  }

  /** Tells whether what is sent is what was said: half a character would be sent as another. */
  private static boolean isText(Sale sale) {
    try {
      return Sale.parseFrom(sale.toByteArray()).equals(sale);
    } catch (InvalidProtocolBufferException unreadable) {
      return false;
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
