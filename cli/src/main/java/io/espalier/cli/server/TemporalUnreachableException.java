package io.espalier.cli.server;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** No Temporal server answers at the given address, or not to us. */
public final class TemporalUnreachableException extends RuntimeException {
  private static final int MAX_DEPTH = 20;

  private TemporalUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Says where, why, and what to do. */
  static TemporalUnreachableException of(
      TemporalAddress at, Duration patience, RuntimeException e) {
    SSLException tls = find(e, SSLException.class);
    if (tls != null) {
      return new TemporalUnreachableException(
          "temporal: TLS with " + at.target() + " does not come about: " + tls.getMessage(), e);
    }
    if (e instanceof Namespaces.NotServedException) {
      return new TemporalUnreachableException(
          "temporal: "
              + at.target()
              + " knows the namespace "
              + at.namespace()
              + " but does not work with it yet: run the command again",
          e);
    }
    StatusRuntimeException status = find(e, StatusRuntimeException.class);
    if (status != null && refuses(status)) {
      return new TemporalUnreachableException(
          "temporal: "
              + at.target()
              + " refuses the namespace "
              + at.namespace()
              + ": "
              + status.getStatus().getDescription()
              + " (expected: one that is there, or that may be made)",
          e);
    }
    return new TemporalUnreachableException(
        "temporal: no Temporal server answers at "
            + at.target()
            + " within "
            + patience.toSeconds()
            + " s. Start it, or leave --temporal out to use the one inside this process (with an"
            + " environment file: put temporal right there, `espalier doctor` tries it)",
        e);
  }

  private static boolean refuses(StatusRuntimeException status) {
    return switch (status.getStatus().getCode()) {
      case PERMISSION_DENIED, UNAUTHENTICATED, NOT_FOUND -> true;
      default -> false;
    };
  }

  private static <T extends Throwable> @Nullable T find(Throwable error, Class<T> type) {
    Throwable e = error;
    for (int depth = 0; e != null && depth < MAX_DEPTH; depth++) {
      if (type.isInstance(e)) {
        return type.cast(e);
      }
      e = e.getCause();
    }
    return null;
  }
}
