package io.espalier.cli.session;

import io.espalier.cli.exit.CliException;
import io.espalier.cli.server.TemporalAddress;
import io.espalier.cli.server.TemporalServer;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The Temporal server of a walk; it starts, or is looked for, while the store is being opened. */
public final class ServerStart implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  private final @Nullable String address;
  private final Background<TemporalServer> server;

  private ServerStart(@Nullable String address, Background<TemporalServer> server) {
    this.address = address;
    this.server = server;
  }

  /**
   * Begins.
   *
   * @param address of a server that is there, null for one in this process
   */
  public static ServerStart begin(@Nullable TemporalAddress address) {
    return new ServerStart(
        address == null ? null : address.target(),
        Background.begin(
            "espalier-server-start",
            () ->
                address == null
                    ? TemporalServer.embedded()
                    : TemporalServer.connect(address, PATIENCE)));
  }

  /**
   * Waits for the server.
   *
   * @param err is told when it does not answer at once
   * @throws CliException when the address is none
   * @throws io.espalier.cli.server.TemporalUnreachableException when nothing answers there
   */
  TemporalServer get(PrintWriter err) {
    try {
      if (address != null && !server.within(AT_ONCE)) {
        err.println(
            "no Temporal server answers at "
                + address
                + " yet; waiting for it, for up to "
                + PATIENCE.toSeconds()
                + " s");
        err.flush();
      }
      return server.get();
    } catch (IllegalArgumentException unfit) {
      throw CliException.usage("--" + unfit.getMessage());
    }
  }

  /** Ends the server, as soon as it has started where it had not yet. */
  @Override
  public void close() {
    server.then(TemporalServer::close);
  }
}
