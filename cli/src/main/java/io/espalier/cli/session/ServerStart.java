package io.espalier.cli.session;

import io.espalier.cli.exit.CliException;
import io.espalier.cli.server.TemporalServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The Temporal server of a walk; it starts, or is looked for, while the store is being opened. */
public final class ServerStart implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CompletableFuture<TemporalServer> server;

  private ServerStart(CompletableFuture<TemporalServer> server) {
    this.server = server;
  }

  /**
   * Begins.
   *
   * @param address {@code HOST:PORT} of a server that is there, null for one in this process
   */
  public static ServerStart begin(@Nullable String address) {
    return new ServerStart(
        CompletableFuture.supplyAsync(
            () ->
                address == null
                    ? TemporalServer.embedded()
                    : TemporalServer.connect(address, PATIENCE),
            ServerStart::inBackground));
  }

  private static void inBackground(Runnable work) {
    Thread thread = new Thread(work, "espalier-server-start");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Waits for the server.
   *
   * @throws CliException when the address is none
   * @throws io.espalier.cli.server.TemporalUnreachableException when nothing answers there
   */
  TemporalServer get() {
    try {
      return server.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IllegalArgumentException unfit) {
        throw CliException.usage("--" + unfit.getMessage());
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Ends the server, as soon as it has started where it had not yet. */
  @Override
  public void close() {
    var unused = server.thenAccept(TemporalServer::close);
  }
}
