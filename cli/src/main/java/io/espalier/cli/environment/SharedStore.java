package io.espalier.cli.environment;

import io.espalier.cli.access.Cancelling;
import io.espalier.cli.access.StoreAccess;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.order.Order;
import io.espalier.cli.server.TemporalAddress;
import io.espalier.cli.server.TemporalServer;
import io.espalier.run.RunClient;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Find;
import io.espalier.service.query.Query;
import io.espalier.service.query.RegisteredLive;
import io.espalier.service.query.View;
import io.espalier.step.worker.RunControl;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreMissingException;
import io.espalier.store.open.Stores;
import io.espalier.store.run.RunRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The store of an environment: many processes use it at once, and nobody owns it. */
public final class SharedStore implements StoreAccess {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Environment environment;
  private final Path home;

  /**
   * The store that an environment names.
   *
   * @param home folder of this machine with data files and reports
   */
  public SharedStore(Environment environment, Path home) {
    this.environment = environment;
    this.home = home;
  }

  @Override
  public String name() {
    return environment.name();
  }

  @Override
  public String missing() {
    return "there is no store in the database "
        + name()
        + " yet: start a run with `espalier run FILE`";
  }

  @Override
  public void require() {
    if (Stores.look(environment.database()).version() < 0) {
      throw CliException.usage(missing());
    }
  }

  @Override
  public <R> Optional<R> ifAny(Function<Source, R> questions) {
    try (Store store = environment.openReadOnly()) {
      return Optional.of(questions.apply(new Reading(view(environment, store))));
    } catch (StoreMissingException none) {
      return Optional.empty();
    }
  }

  /** A view of the open store of an environment, with what its living workers say. */
  public static View view(Environment environment, Store store) {
    return new View(new SharedSite(environment, store), store, null, RegisteredLive.of(store));
  }

  /**
   * The Temporal server of an environment.
   *
   * @throws CliException when its file names none
   */
  public static TemporalAddress temporal(Environment environment) {
    TemporalAddress temporal = environment.temporal();
    if (temporal == null) {
      throw CliException.usage(
          "the environment file names no Temporal server (expected: temporal: {target:"
              + " HOST:PORT})");
    }
    return temporal;
  }

  private record Reading(View view) implements Source {
    @Override
    public <T> T ask(Query<T> query, Arguments arguments) {
      return query.of(view, arguments);
    }
  }

  @Override
  public <T> T carryOut(Order<T> order, Consumer<String> elsewhere) {
    return own(view -> order.carryOut(home, view.store()));
  }

  /** A role that may only read keeps one from marking, not from looking. */
  @Override
  public <T> T carryOutOrRead(Order<T> order, Consumer<String> elsewhere) {
    if (Stores.look(environment.database()).mayWrite()) {
      return carryOut(order, elsewhere);
    }
    require();
    try (Store store = environment.openReadOnly()) {
      return order.carryOut(home, store);
    }
  }

  @Override
  public <T> T own(Function<View, T> work) {
    require();
    try (Store store = environment.open()) {
      return work.apply(view(environment, store));
    }
  }

  /** Asks the workflow that walks the run; where there is none, one walks the teardowns. */
  @Override
  public Cancelling.Answer cancel(@Nullable String run) {
    TemporalAddress address = temporal(environment);
    try (Store store = environment.open();
        TemporalServer server = TemporalServer.connect(address, PATIENCE)) {
      RunRecord found = Find.run(store, run);
      RunClient client = new RunClient(server.client(), store.identity());
      if (found.state().ended() || !client.running(found.runId())) {
        Cancelling.Answer answer = Cancelling.cancelled(store, found);
        if (answer.tearsDown().isEmpty()) {
          return answer;
        }
        Cancelling.stop(store, found.runId(), Set.copyOf(answer.tearsDown()));
        RunControl.requestCancel(store, found.runId());
        client.start(found.runId());
      } else {
        RunControl.requestCancel(store, found.runId());
        client.cancel(found.runId(), "");
      }
      return new Cancelling.Answer(found.runId(), List.of());
    }
  }
}
