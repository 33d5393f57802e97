package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.cli.grid.Watch;
import io.espalier.cli.report.Report;
import io.espalier.cli.terminal.FetchBar;
import io.espalier.cli.terminal.Terminal;
import io.espalier.dag.Task;
import io.espalier.experiment.Experiment;
import io.espalier.plan.DagDefinition;
import io.espalier.plan.Plan;
import io.espalier.run.RunClient;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.service.query.Find;
import io.espalier.service.query.Plans;
import io.espalier.service.query.View;
import io.espalier.service.query.report.ReportQuery;
import io.espalier.service.query.run.ShowQuery;
import io.espalier.step.submit.PlannedCatalog;
import io.espalier.step.submit.RunStart;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session over a shared store: it submits runs and follows them, workers walk and compute them.
 */
public final class FleetSession implements Session {
  private final Fleet fleet;
  private final Catalog catalog;
  private final boolean detached;
  private final Interruption interruption;
  private final PrintWriter err;
  private final @Nullable Terminal terminal;

  /**
   * A session that shows its progress here.
   *
   * @param detached whether it leaves a run to the workers as soon as they have it
   */
  public FleetSession(
      Fleet fleet,
      Catalog catalog,
      boolean detached,
      Interruption interruption,
      PrintWriter err,
      @Nullable Terminal terminal) {
    this.fleet = fleet;
    this.catalog = catalog;
    this.detached = detached;
    this.interruption = interruption;
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public Outcome run(Experiment experiment) throws IOException {
    return run(
        Submission.of(
            fleet.store(), fleet.home(), catalog, experiment, new FetchBar(err, terminal)));
  }

  @Override
  public Outcome run(DagDefinition definition, List<String> params) throws IOException {
    return run(Submission.of(catalog, definition, params));
  }

  private Outcome run(Submission submission) throws IOException {
    submission.check(catalog, err);
    // The server first: where none answers, no run is created that nobody walks.
    RunClient client = fleet.client();
    RunRecord run = submission.create(fleet.store(), catalog, err);
    client.start(run.runId());
    return follow(run);
  }

  @Override
  public Outcome resume(@Nullable String runId) throws IOException {
    Store store = fleet.store();
    RunRecord found = runId == null ? Resumable.latest(store, err) : Find.run(store, runId);
    if (!Resumable.is(store, found)) {
      err.println("Run " + found.runId() + " has ended already.");
      err.flush();
      return outcome(found, End.FINISHED);
    }
    RunClient client = fleet.client();
    if (client.running(found.runId())) {
      err.println("Run " + found.runId() + " is under way.");
      err.flush();
      return follow(found);
    }
    Plan plan = Plans.of(store, found);
    Set<Task> left = Set.copyOf(RunStart.left(store, found.runId(), plan));
    String again = "espalier resume " + found.runId();
    PlannedFiles.require(store, fleet.home(), plan, left::contains, again, err);
    RunRecord run = RunStart.resume(store, PlannedCatalog.of(store, catalog, plan), found.runId());
    client.start(run.runId());
    return follow(run);
  }

  /** Shows a run that others submitted, the latest where null. */
  public Outcome attach(@Nullable String runId) throws IOException {
    return follow(Find.run(fleet.store(), runId));
  }

  private Outcome follow(RunRecord run) throws IOException {
    Store store = fleet.store();
    End end = End.GOES_ON;
    if (!detached) {
      interruption.orderly(true);
      Watch watch = new Watch(err, terminal, System.getenv("NO_COLOR") == null);
      end = new Follower(fleet, Plans.of(store, run), watch, interruption).follow(run);
      interruption.orderly(false);
    }
    return outcome(store.runs().find(run.runId()).orElse(run), end);
  }

  private Outcome outcome(RunRecord run, End end) throws IOException {
    View view = fleet.view();
    ShowAnswer show = ShowQuery.answer(view, run);
    boolean reported = end == End.FINISHED && !Plans.of(fleet.store(), run).results().isEmpty();
    Path report =
        reported
            ? Report.write(
                ReportQuery.answer(view, show, catalog), Report.folder(fleet.home(), run.runId()))
            : null;
    return new Outcome(show, report, end);
  }
}
