package io.espalier.cli.session;

import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.owner.HomeStore;
import io.espalier.cli.owner.OwnerClient;
import io.espalier.cli.owner.OwnerServer;
import io.espalier.cli.owner.PrivateFiles;
import io.espalier.cli.terminal.LogFile;
import io.espalier.service.query.Live;
import io.espalier.step.waiting.Wait;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreBusyException;
import io.espalier.store.open.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The store of a folder, owned by this process for as long as it works on a run, with the loopback
 * API through which other commands read and cancel. Safe for use by several threads.
 */
public final class OwnedStore implements AutoCloseable {
  /** A run that is being walked. */
  interface Walked {
    String runId();

    Map<String, Double> progress();

    List<Wait> waits();

    void cancel();
  }

  private final Path home;
  private final Store store;
  private final AtomicReference<@Nullable Walked> walked = new AtomicReference<>();
  private final OwnerServer api;

  /** Serves a store that this process owns. */
  OwnedStore(Path home, Store store, String command) {
    this.home = home;
    this.store = store;
    this.api = OwnerServer.start(home, store, new Now(), this::cancel, command);
  }

  /**
   * Takes the store, making it where there is none.
   *
   * @param command what this process does, shown to others
   * @throws CliException when another process owns it
   */
  public static OwnedStore take(Path home, String command) {
    if (OwnerClient.find(home).isPresent()) {
      throw HomeStore.refuse(home, new StoreBusyException("owned"));
    }
    try {
      PrivateFiles.folder(home);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.SOFTWARE, home + " cannot be made: choose another folder with --home DIR", e);
    }
    LogFile.open(home);
    try {
      Store store = Stores.own(home, command);
      return new OwnedStore(home, store, command);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--home " + home + ": " + e.getMessage());
    } catch (StoreBusyException busy) {
      throw HomeStore.refuse(home, busy);
    }
  }

  /** The folder. */
  public Path home() {
    return home;
  }

  /** The store. */
  public Store store() {
    return store;
  }

  /** What this process knows of the run it walks. */
  Live live() {
    return new Now();
  }

  /** Says which run is walked from now on. */
  void walk(Walked run) {
    walked.set(run);
    api.walking(run.runId());
  }

  private void cancel() {
    Walked run = walked.get();
    if (run != null) {
      run.cancel();
    }
  }

  @Override
  public void close() {
    api.close();
    store.close();
  }

  private final class Now implements Live {
    @Override
    public @Nullable String runId() {
      Walked run = walked.get();
      return run == null ? null : run.runId();
    }

    @Override
    public Map<String, Double> progress(String runId) {
      Walked run = walked.get();
      return run == null || !run.runId().equals(runId) ? Map.of() : run.progress();
    }

    @Override
    public List<Wait> waits(String runId) {
      Walked run = walked.get();
      return run == null || !run.runId().equals(runId) ? List.of() : run.waits();
    }

    /** This process serves every queue of the run that it walks. */
    @Override
    public boolean serves(String queue) {
      return true;
    }
  }
}
