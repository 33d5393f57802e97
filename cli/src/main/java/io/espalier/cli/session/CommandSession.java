package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.grid.Watch;
import io.espalier.cli.report.Report;
import io.espalier.cli.terminal.FetchBar;
import io.espalier.cli.terminal.Terminal;
import io.espalier.dag.Task;
import io.espalier.experiment.Experiment;
import io.espalier.plan.DagDefinition;
import io.espalier.plan.Plan;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.service.query.Find;
import io.espalier.service.query.Plans;
import io.espalier.service.query.View;
import io.espalier.service.query.report.ReportQuery;
import io.espalier.service.query.run.ShowQuery;
import io.espalier.step.submit.RunStart;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code run} and {@code resume} do; who walks the runs is up to each kind of session. */
public abstract class CommandSession {
  /** How a session left its run. */
  public enum End {
    /** It has ended; its state says how. */
    FINISHED,
    /** Nothing works on it any more; it can be resumed. */
    INTERRUPTED,
    /** Nothing more may be begun, and nothing is under way; it can be resumed. */
    OUT_OF_BUDGET,
    /** Workers go on with it. */
    GOES_ON
  }

  /**
   * What a run came to.
   *
   * @param report the HTML report, null where none was written
   */
  public record Outcome(ShowAnswer show, @Nullable Path report, End end) {}

  final Catalog catalog;
  final PrintWriter err;
  private final @Nullable Terminal terminal;

  /** A session that shows its progress here. */
  CommandSession(Catalog catalog, PrintWriter err, @Nullable Terminal terminal) {
    this.catalog = catalog;
    this.err = err;
    this.terminal = terminal;
  }

  /** The store. */
  abstract Store store();

  /** The folder of this machine. */
  abstract Path home();

  /** What can be seen of the store now. */
  abstract View view();

  /** Sees to a new run. */
  abstract Outcome begin(Submission submission) throws IOException;

  /** Goes on with a run that has not ended well. */
  abstract Outcome goOn(RunRecord run) throws IOException;

  /** Fetches what is missing, plans the experiment and sees to the new run. */
  public final Outcome run(Experiment experiment) throws IOException {
    return begin(submission(experiment));
  }

  /**
   * As {@link #run(Experiment)}; but where a run of the same plan is there, goes on with that,
   * unless it has ended in success: then it stands for this one.
   */
  public final Outcome runOnce(Experiment experiment) throws IOException {
    Submission submission = submission(experiment);
    Optional<RunRecord> before = submission.before(store());
    return before.isPresent() ? resume(before.get().runId()) : begin(submission);
  }

  private Submission submission(Experiment experiment) throws IOException {
    return Submission.of(store(), home(), catalog, experiment, new FetchBar(err, terminal));
  }

  /**
   * Sees to a new run of a Dag written in Java.
   *
   * @param params its parameters, as {@code key=value}
   */
  public final Outcome run(DagDefinition definition, List<String> params) throws IOException {
    return begin(Submission.of(catalog, definition, params));
  }

  /** Goes on with a run, the latest that can be resumed where null. */
  public final Outcome resume(@Nullable String runId) throws IOException {
    RunRecord found = runId == null ? Resumable.latest(store(), err) : Find.run(store(), runId);
    if (!Resumable.is(store(), found)) {
      err.println("Run " + found.runId() + " has ended already.");
      err.flush();
      return outcome(found, End.FINISHED);
    }
    return goOn(found);
  }

  /**
   * The plan of a run that is to go on.
   *
   * @throws CliException when a file that it reads is damaged and no copy of it lies here
   */
  final Plan readable(RunRecord run) {
    Plan plan = Plans.of(store(), run);
    Set<Task> left = Set.copyOf(RunStart.left(store(), run.runId(), plan));
    String again = "espalier resume " + run.runId();
    PlannedFiles.require(store(), home(), plan, left::contains, again, err);
    return plan;
  }

  /**
   * A run made ready to be walked again, empty where somebody else has changed it since.
   *
   * @param seen as {@link RunStart#resume}
   * @throws CliException when this process lacks what it must have for that; nothing is changed
   */
  final Optional<RunRecord> prepared(RunRecord run, Catalog planned, long seen) {
    try {
      return RunStart.resume(store(), planned, run.runId(), seen);
    } catch (RunStart.RefusedException e) {
      throw CliException.usage(String.valueOf(e.getMessage()));
    }
  }

  /** Shows where a run stands. */
  final Watch watch() {
    return new Watch(err, terminal, System.getenv("NO_COLOR") == null);
  }

  /** What a run came to, with its report where it has ended and has results. */
  final Outcome outcome(RunRecord run, End end) throws IOException {
    View view = view();
    ShowAnswer show = ShowQuery.answer(view, run);
    boolean reported = end == End.FINISHED && !Plans.of(store(), run).results().isEmpty();
    Path report =
        reported
            ? Report.write(
                ReportQuery.answer(view, show, catalog), Report.folder(home(), run.runId()))
            : null;
    return new Outcome(show, report, end);
  }
}
