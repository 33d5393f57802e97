package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.grid.Watch;
import io.espalier.cli.home.HomeSite;
import io.espalier.cli.notify.Notice;
import io.espalier.cli.owner.Cancelling;
import io.espalier.cli.report.Report;
import io.espalier.cli.server.TemporalServer;
import io.espalier.cli.terminal.FetchBar;
import io.espalier.cli.terminal.Terminal;
import io.espalier.dag.Task;
import io.espalier.data.DataSet;
import io.espalier.data.own.PlannedSets;
import io.espalier.digest.Digest;
import io.espalier.experiment.Experiment;
import io.espalier.plan.DagDefinition;
import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.plan.Planner;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.service.query.Find;
import io.espalier.service.query.Plans;
import io.espalier.service.query.View;
import io.espalier.service.query.report.ReportQuery;
import io.espalier.service.query.run.ShowQuery;
import io.espalier.state.RunState;
import io.espalier.step.key.PlanCheck;
import io.espalier.step.submit.RunStart;
import io.espalier.step.worker.RunControl;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.run.RunRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code run} and {@code resume} do with a store that this process owns. */
public final class RunSession {
  private final OwnedStore owned;
  private final Catalog catalog;
  private final WalkSettings settings;
  private final PrintWriter err;
  private final @Nullable Terminal terminal;

  /** A session that shows its progress here. */
  public RunSession(
      OwnedStore owned,
      Catalog catalog,
      WalkSettings settings,
      PrintWriter err,
      @Nullable Terminal terminal) {
    this.owned = owned;
    this.catalog = catalog;
    this.settings = settings;
    this.err = err;
    this.terminal = terminal;
  }

  /**
   * What a run came to.
   *
   * @param report the HTML report, null where none was written
   * @param interrupted whether the walk ended before the run did
   * @param outOfBudget whether it did so since nothing more might be begun
   */
  public record Outcome(
      ShowAnswer show, @Nullable Path report, boolean interrupted, boolean outOfBudget) {}

  /** Fetches what is missing, plans the experiment and walks the new run. */
  public Outcome run(Experiment experiment) throws IOException {
    return run(experiment, plan -> Optional.empty());
  }

  /**
   * As {@link #run(Experiment)}; but where a run of the same plan is there, goes on with that,
   * unless it has ended in success: then it stands for this one.
   */
  public Outcome runOnce(Experiment experiment) throws IOException {
    return run(
        experiment,
        plan -> {
          String digest = Digest.of(PlanJson.write(plan));
          return owned.store().runs().list().stream()
              .filter(run -> run.planDigest().equals(digest))
              .findFirst();
        });
  }

  private Outcome run(Experiment experiment, Function<Plan, Optional<RunRecord>> before)
      throws IOException {
    DataSet set = DataFiles.find(catalog, experiment.data().name());
    Background<List<String>> data =
        Background.begin(
            "espalier-data",
            () -> DataFiles.store(owned.store(), owned.home(), set, new FetchBar(err, terminal)));
    String weights = StartWeights.store(owned.store(), experiment.model().startWeights());
    // Where digests are published the plan needs no byte of the data.
    List<String> digests = DataFiles.known(set).orElseGet(data::get);
    Plan plan = Planner.plan(experiment, catalog, digests, weights);
    Optional<RunRecord> found = before.apply(plan);
    if (found.isEmpty()) {
      return run(plan, data::get);
    }
    data.get();
    return resume(found.get().runId());
  }

  /**
   * Walks a new run of a Dag written in Java.
   *
   * @param params its parameters, as {@code key=value}
   */
  public Outcome run(DagDefinition definition, List<String> params) throws IOException {
    Plan plan;
    try {
      plan = Planner.plan(definition, params, catalog);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--dag " + definition.name() + ": " + e.getMessage());
    }
    return run(plan, () -> {});
  }

  /** Walks a new run, once what it reads is in the store. */
  private Outcome run(Plan plan, Runnable inputs) throws IOException {
    List<String> problems = PlanCheck.problems(catalog, plan, plan.dag().tasks());
    if (!problems.isEmpty()) {
      throw CliException.usage(String.join("\n", problems));
    }
    PlanNotes counts = PlanNotes.of(plan, catalog);
    if (!counts.problems().isEmpty()) {
      throw CliException.usage(counts.problems().get(0) + " (see `espalier plan`)");
    }
    counts.notes().forEach(note -> err.println("note: " + note));
    // The server first: where none answers, no run is created that is not walked.
    TemporalServer server = settings.server().get(err);
    try (RunWalker walker = RunWalker.begin(owned, catalog, settings, server, plan)) {
      inputs.run();
      RunRecord run = RunStart.submit(owned.store(), plan, Instant.now());
      err.println("run " + run.runId());
      err.flush();
      return walk(walker, run);
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

  /** Goes on with a run, the latest that can be resumed where null. */
  public Outcome resume(@Nullable String runId) throws IOException {
    Store store = owned.store();
    RunRecord found = runId == null ? Resumable.latest(store, err) : Find.run(store, runId);
    if (!Resumable.is(store, found)) {
      err.println("Run " + found.runId() + " has ended already.");
      err.flush();
      return outcome(found, RunWalker.Ended.FINISHED);
    }
    Plan plan = Plans.of(store, found);
    Set<Task> left = Set.copyOf(RunStart.left(store, found.runId(), plan));
    String again = "espalier resume " + found.runId();
    PlannedFiles.require(store, owned.home(), plan, left::contains, again, err);
    Catalog planned = PlannedSets.in(catalog, plan, store.artifacts()::path);
    TemporalServer server = settings.server().get(err);
    RunRecord run = prepared(found.runId(), planned);
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

  private RunRecord prepared(String runId, Catalog planned) {
    try {
      return RunStart.resume(owned.store(), planned, runId);
    } catch (RunStart.RefusedException e) {
      throw CliException.usage(String.valueOf(e.getMessage()));
    }
  }

  private Outcome walk(RunWalker walker, RunRecord run) throws IOException {
    Watch watch = new Watch(err, terminal, System.getenv("NO_COLOR") == null);
    RunWalker.Ended ended = walker.walk(run, watch);
    Store store = owned.store();
    if (ended == RunWalker.Ended.FINISHED) {
      Outcome outcome = outcome(store.runs().find(run.runId()).orElseThrow(), ended);
      settings.notifier().tell(Notice.ended(outcome.show()));
      return outcome;
    }
    if (ended == RunWalker.Ended.OUT_OF_BUDGET) {
      String limit = settings.budget().limit() + " used up";
      settings.notifier().tell(Notice.stopped(run.runId(), run.experiment(), limit));
    }
    try {
      if (ended == RunWalker.Ended.OUT_OF_BUDGET) {
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

  private Outcome outcome(RunRecord run, RunWalker.Ended ended) throws IOException {
    Store store = owned.store();
    View view = HomeSite.view(owned.home(), store, null, owned.live());
    ShowAnswer show = ShowQuery.answer(view, run);
    boolean finished = ended == RunWalker.Ended.FINISHED;
    boolean reported = finished && !Plans.of(store, run).results().isEmpty();
    Path report =
        reported
            ? Report.write(
                ReportQuery.answer(view, show, catalog), Report.folder(owned.home(), run.runId()))
            : null;
    return new Outcome(show, report, !finished, ended == RunWalker.Ended.OUT_OF_BUDGET);
  }
}
