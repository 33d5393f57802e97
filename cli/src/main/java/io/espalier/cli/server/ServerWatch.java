package io.espalier.cli.server;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices when the Temporal server goes away, and when it is back. Thread-safe. */
public final class ServerWatch implements AutoCloseable {
  private static final long EVERY_SECONDS = 2;
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(ServerWatch.class);

  private final TemporalServer server;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "espalier-server-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile @Nullable Instant awaySince;
  private @Nullable Instant logged;

  /** Watches from now on. */
  @SuppressWarnings("FutureReturnValueIgnored") // look throws nothing
  public ServerWatch(TemporalServer server) {
    this.server = server;
    timer.scheduleWithFixedDelay(this::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  /** When the server was first missed, null while it answers. */
  public @Nullable Instant awaySince() {
    return awaySince;
  }

  private void look() {
    boolean answers = server.answers();
    Instant since = awaySince;
    if (answers) {
      if (since != null) {
        LOG.warn("Temporal at {} is back, away since {}", server.description(), since);
        awaySince = null;
        logged = null;
      }
      return;
    }
    Instant now = Instant.now();
    if (since == null) {
      since = now;
      awaySince = now;
    }
    Instant last = logged;
    if (last == null || Duration.between(last, now).compareTo(BETWEEN_LINES) >= 0) {
      logged = now;
      LOG.warn("Temporal at {} away since {}, retrying", server.description(), since);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
