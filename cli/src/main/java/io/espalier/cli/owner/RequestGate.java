package io.espalier.cli.owner;

import io.espalier.cli.owner.Signatures.Signed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides from a request's head alone whether it is answered. Thread-safe. */
final class RequestGate {
  /** Both sides are processes of one machine, with one clock. */
  private static final long MAX_AGE_MILLIS = Duration.ofMinutes(1).toMillis();

  private final Signatures signatures;
  private final List<String> hosts;

  /** When each request was made that was let in, by its random number, the latest last. */
  private final Map<String, Long> seen = new LinkedHashMap<>();

  RequestGate(Signatures signatures, int port) {
    this.signatures = signatures;
    hosts = List.of("127.0.0.1:" + port, "localhost:" + port);
  }

  /** A request that is not answered. */
  static final class RefusedException extends Exception {
    private final int status;

    RefusedException(int status, String message) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /**
   * The signature of a request that may be answered.
   *
   * @throws RefusedException when it may not
   */
  Signed enter(HttpHead head) throws RefusedException {
    if (!hosts.contains(head.field("Host"))) {
      throw new RefusedException(403, "this host name is not served");
    }
    String length = head.field("Content-Length");
    if (head.field("Transfer-Encoding") != null || (length != null && !length.equals("0"))) {
      throw new RefusedException(413, "requests have no body");
    }
    Optional<Signed> signed = Signed.parse(head.field(Signatures.REQUEST_FIELD));
    if (signed.isEmpty()
        || !signatures.genuine(signed.get(), head.method(), head.target())
        || !first(signed.get(), System.currentTimeMillis())) {
      throw new RefusedException(401, "the request is not signed with the secret of owner.json");
    }
    return signed.get();
  }

  /** Whether a genuine request is of this moment and comes for the first time. */
  private synchronized boolean first(Signed signed, long now) {
    seen.values().removeIf(made -> Math.abs(now - made) > 2 * MAX_AGE_MILLIS);
    return Math.abs(now - signed.millis()) <= MAX_AGE_MILLIS
        && seen.putIfAbsent(signed.nonce(), signed.millis()) == null;
  }
}
