package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.cli.access.Cancelling;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.home.HomeSite;
import io.espalier.cli.notify.Notice;
import io.espalier.cli.server.TemporalServer;
import io.espalier.cli.terminal.Terminal;
import io.espalier.dag.Task;
import io.espalier.data.own.PlannedSets;
import io.espalier.plan.Plan;
import io.espalier.service.query.Find;
import io.espalier.service.query.Plans;
import io.espalier.service.query.View;
import io.espalier.state.RunState;
import io.espalier.step.key.PlanCheck;
import io.espalier.step.worker.RunControl;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.run.RunRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A session over a store that this process owns, and in which it walks the run itself. */
public final class RunSession extends CommandSession {
  private final OwnedStore owned;
  private final WalkSettings settings;

  /** A session that shows its progress here. */
  public RunSession(
      OwnedStore owned,
      Catalog catalog,
      WalkSettings settings,
      PrintWriter err,
      @Nullable Terminal terminal) {
    super(catalog, err, terminal);
    this.owned = owned;
    this.settings = settings;
  }

  @Override
  Store store() {
    return owned.store();
  }

  @Override
  Path home() {
    return owned.home();
  }

  @Override
  View view() {
    return HomeSite.view(owned.home(), owned.store(), null, owned.live());
  }

  @Override
  Outcome begin(Submission submission) throws IOException {
    Plan plan = submission.plan();
    List<String> problems = PlanCheck.problems(catalog, plan, plan.dag().tasks());
    if (!problems.isEmpty()) {
      throw CliException.usage(String.join("\n", problems));
    }
    submission.check(catalog, err);
    // The server first: where none answers, no run is created that is not walked.
    TemporalServer server = settings.server().get(err);
    try (RunWalker walker = RunWalker.begin(owned, catalog, settings, server, plan)) {
      return walk(walker, submission.create(owned.store(), catalog, err));
    }
  }

  /** Ids of the runs that have not ended, the oldest first. */
  public List<String> interrupted() {
    List<String> ids = new ArrayList<>();
    for (RunRecord run : owned.store().runs().list()) {
      if (!run.state().ended()) {
        ids.add(0, run.runId());
      }
    }
    return ids;
  }

  @Override
  Outcome goOn(RunRecord found) throws IOException {
    Plan plan = readable(found);
    Catalog planned = PlannedSets.in(catalog, plan, store().artifacts()::path);
    TemporalServer server = settings.server().get(err);
    // Nobody else has this store.
    long seen = owned.store().audit().last(found.runId());
    RunRecord run = prepared(found, planned, seen).orElseThrow();
    try (RunWalker walker = RunWalker.begin(owned, planned, settings, server, plan)) {
      return walk(walker, run);
    }
  }

  /**
   * Cancels a run that no process walks: walks its teardowns, and then it has ended.
   *
   * @throws CliException when this process cannot run its teardowns; nothing is changed then
   */
  public Outcome tearDown(String runId) throws IOException {
    Store store = owned.store();
    RunRecord run = Find.run(store, runId);
    Plan plan = Plans.of(store, run);
    List<Task> teardowns = Cancelling.teardowns(plan);
    List<String> problems = PlanCheck.problems(catalog, plan, teardowns);
    if (!problems.isEmpty()) {
      throw CliException.usage(problems.get(0));
    }
    TemporalServer server = settings.server().get(err);
    try (RunWalker walker = RunWalker.begin(owned, catalog, settings, server, plan)) {
      Cancelling.stop(
          store,
          runId,
          teardowns.stream().map(task -> task.node().taskId()).collect(Collectors.toSet()));
      RunControl.requestCancel(store, runId);
      return walk(walker, run);
    }
  }

  private Outcome walk(RunWalker walker, RunRecord run) throws IOException {
    End ended = walker.walk(run, watch());
    Store store = owned.store();
    if (ended == End.FINISHED) {
      Outcome outcome = outcome(store.runs().find(run.runId()).orElseThrow(), ended);
      settings.notifier().tell(Notice.ended(outcome.show()));
      return outcome;
    }
    if (ended == End.OUT_OF_BUDGET) {
      String limit = settings.budget().limit() + " used up";
      settings.notifier().tell(Notice.stopped(run.runId(), run.experiment(), limit));
    }
    try {
      if (ended == End.OUT_OF_BUDGET) {
        BudgetEnd.makeReady(store, run.runId(), settings.budget().refused());
      }
      store.runs().update(run.runId(), RunState.RUNNING, "interrupted");
      return outcome(store.runs().find(run.runId()).orElseThrow(), ended);
    } catch (StoreUnavailableException e) {
      // The next owner finds out by itself.
      throw new CliException(
          ExitCode.INTERRUPTED,
          "interrupted while the store was away ("
              + e.getMessage()
              + "); nothing finished is lost: go on with `espalier resume "
              + run.runId()
              + "`",
          e);
    }
  }
}
