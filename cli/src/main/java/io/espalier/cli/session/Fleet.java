package io.espalier.cli.session;

import io.espalier.cli.environment.Environment;
import io.espalier.cli.environment.SharedStore;
import io.espalier.cli.server.TemporalServer;
import io.espalier.cli.terminal.LogFile;
import io.espalier.run.RunClient;
import io.espalier.service.query.View;
import io.espalier.store.Store;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** The open parts of an environment: its store and its Temporal server. Thread-safe. */
public final class Fleet implements AutoCloseable {
  private final Environment environment;
  private final Path home;
  private final Store store;
  private final ServerStart server;
  private final PrintWriter err;

  private Fleet(
      Environment environment, Path home, Store store, ServerStart server, PrintWriter err) {
    this.environment = environment;
    this.home = home;
    this.store = store;
    this.server = server;
    this.err = err;
  }

  /**
   * Opens them.
   *
   * @param home folder of this machine with data files, reports and this program's log
   * @param err is told when the server does not answer at once
   * @throws io.espalier.cli.exit.CliException when the file names no Temporal server
   */
  public static Fleet open(Environment environment, Path home, PrintWriter err) throws IOException {
    Files.createDirectories(home);
    LogFile.open(home);
    ServerStart server = ServerStart.begin(SharedStore.temporal(environment));
    boolean done = false;
    try {
      Fleet fleet = new Fleet(environment, home, environment.open(), server, err);
      done = true;
      return fleet;
    } finally {
      if (!done) {
        server.close();
      }
    }
  }

  Path home() {
    return home;
  }

  /** The store. */
  public Store store() {
    return store;
  }

  /**
   * The server, waited for.
   *
   * @throws io.espalier.cli.server.TemporalUnreachableException when it does not answer
   */
  public TemporalServer server() {
    return server.get(err);
  }

  /** Starts and cancels walks. */
  public RunClient client() {
    return new RunClient(server().client(), store.identity());
  }

  /** What can be seen now, with what living workers say of themselves. */
  View view() {
    return SharedStore.view(environment, store);
  }

  /** What people know the store by. */
  public String name() {
    return environment.name();
  }

  @Override
  public void close() {
    server.close();
    store.close();
  }
}
