package io.espalier.cli.terminal;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * Leaves out what Temporal's client logs while its server is away: each of its threads says so with
 * every attempt, by the second. One line a minute comes from the watch over the server.
 */
final class ServerAwayFilter extends Filter<ILoggingEvent> {
  @Override
  public FilterReply decide(ILoggingEvent event) {
    return event.getThrowableProxy() instanceof ThrowableProxy proxy && away(proxy.getThrowable())
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }

  private static boolean away(Throwable thrown) {
    int depth = 0;
    for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause()) {
      if (cause instanceof StatusRuntimeException status) {
        Status.Code code = status.getStatus().getCode();
        return code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED;
      }
      depth++;
    }
    return false;
  }
}
