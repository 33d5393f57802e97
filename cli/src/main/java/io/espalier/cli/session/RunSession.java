package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.cli.access.Cancelling;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.grid.Watch;
import io.espalier.cli.home.HomeSite;
import io.espalier.cli.report.Report;
import io.espalier.cli.server.TemporalServer;
import io.espalier.cli.terminal.FetchBar;
import io.espalier.cli.terminal.Terminal;
import io.espalier.dag.Task;
import io.espalier.data.own.PlannedSets;
import io.espalier.experiment.Experiment;
import io.espalier.plan.DagDefinition;
import io.espalier.plan.Plan;
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
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A session over a store that this process owns, and in which it walks the run itself. */
public final class RunSession implements Session {
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

  @Override
  public Outcome run(Experiment experiment) throws IOException {
    return run(
        Submission.of(
            owned.store(), owned.home(), catalog, experiment, new FetchBar(err, terminal)));
  }

  @Override
  public Outcome run(DagDefinition definition, List<String> params) throws IOException {
    return run(Submission.of(catalog, definition, params));
  }

  private Outcome run(Submission submission) throws IOException {
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

  @Override
  public Outcome resume(@Nullable String runId) throws IOException {
    Store store = owned.store();
    RunRecord found = runId == null ? Resumable.latest(store, err) : Find.run(store, runId);
    if (!Resumable.is(store, found)) {
      err.println("Run " + found.runId() + " has ended already.");
      err.flush();
      return outcome(found, End.FINISHED);
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
    End ended = walker.walk(run, watch);
    Store store = owned.store();
    if (ended == End.FINISHED) {
      return outcome(store.runs().find(run.runId()).orElseThrow(), ended);
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

  private Outcome outcome(RunRecord run, End ended) throws IOException {
    Store store = owned.store();
    View view = HomeSite.view(owned.home(), store, null, owned.live());
    ShowAnswer show = ShowQuery.answer(view, run);
    boolean finished = ended == End.FINISHED;
    boolean reported = finished && !Plans.of(store, run).results().isEmpty();
    Path report =
        reported
            ? Report.write(
                ReportQuery.answer(view, show, catalog), Report.folder(owned.home(), run.runId()))
            : null;
    return new Outcome(show, report, ended);
  }
}
