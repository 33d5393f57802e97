package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.cli.notify.Notice;
import io.espalier.cli.notify.Notifier;
import io.espalier.cli.terminal.Terminal;
import io.espalier.plan.Plan;
import io.espalier.run.RunClient;
import io.espalier.service.query.Find;
import io.espalier.service.query.Plans;
import io.espalier.service.query.View;
import io.espalier.step.submit.PlannedCatalog;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session over a shared store: it submits runs and follows them, workers walk and compute them.
 */
public final class FleetSession extends CommandSession {
  private final Fleet fleet;
  private final boolean detached;
  private final Notifier notifier;
  private final Interruption interruption;

  /**
   * A session that shows its progress here.
   *
   * @param detached whether it leaves a run to the workers as soon as they have it
   * @param notifier is told when a run that it follows fails or ends
   */
  public FleetSession(
      Fleet fleet,
      Catalog catalog,
      boolean detached,
      Notifier notifier,
      Interruption interruption,
      PrintWriter err,
      @Nullable Terminal terminal) {
    super(catalog, err, terminal);
    this.fleet = fleet;
    this.detached = detached;
    this.notifier = notifier;
    this.interruption = interruption;
  }

  @Override
  Store store() {
    return fleet.store();
  }

  @Override
  Path home() {
    return fleet.home();
  }

  @Override
  View view() {
    return fleet.view();
  }

  @Override
  Outcome begin(Submission submission) throws IOException {
    submission.check(catalog, err);
    // The server first: where none answers, no run is created that nobody walks.
    RunClient client = fleet.client();
    RunRecord run = submission.create(store(), catalog, err);
    client.start(run.runId());
    return follow(run);
  }

  @Override
  Outcome goOn(RunRecord found) throws IOException {
    RunClient client = fleet.client();
    Plan plan = readable(found);
    Catalog planned = PlannedCatalog.of(store(), catalog, plan);
    Optional<RunRecord> mine = Optional.empty();
    while (mine.isEmpty()) {
      long seen = store().audit().last(found.runId());
      if (client.running(found.runId()) || wentOn(found)) {
        err.println("Run " + found.runId() + " is under way.");
        err.flush();
        return follow(found);
      }
      mine = prepared(found, planned, seen);
    }
    client.start(found.runId());
    return follow(mine.get());
  }

  /** Whether somebody else has gone on with a run, to an end of its own. */
  private boolean wentOn(RunRecord found) {
    RunRecord now = store().runs().find(found.runId()).orElse(found);
    return now.state().ended() && !Objects.equals(now.endedAt(), found.endedAt());
  }

  /** Shows a run that others submitted, the latest where null. */
  public Outcome attach(@Nullable String runId) throws IOException {
    return follow(Find.run(store(), runId));
  }

  private Outcome follow(RunRecord run) throws IOException {
    End end = End.GOES_ON;
    if (!detached) {
      interruption.orderly(true);
      Plan plan = Plans.of(store(), run);
      end = new Follower(fleet, plan, watch(), notifier, interruption).follow(run);
      interruption.orderly(false);
    }
    Outcome outcome = outcome(store().runs().find(run.runId()).orElse(run), end);
    if (end == End.FINISHED) {
      notifier.tell(Notice.ended(outcome.show()));
    }
    return outcome;
  }
}
