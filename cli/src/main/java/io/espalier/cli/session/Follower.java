package io.espalier.cli.session;

import io.espalier.cli.grid.Watch;
import io.espalier.plan.Plan;
import io.espalier.service.answer.ListAnswer;
import io.espalier.service.answer.StatusAnswer;
import io.espalier.service.answer.TaskLine;
import io.espalier.service.query.View;
import io.espalier.service.query.run.ListQuery;
import io.espalier.service.query.run.StatusQuery;
import io.espalier.step.waiting.Wait;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.run.RunRecord;
import io.espalier.store.text.HumanFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows a run that workers walk, from what the store says, until it has ended. */
final class Follower {
  private static final Duration REDRAW = Duration.ofSeconds(1);

  private final Fleet fleet;
  private final Plan plan;
  private final Watch watch;
  private final Interruption interruption;
  private List<TaskLine> shown = List.of();
  private @Nullable Instant awaySince;

  Follower(Fleet fleet, Plan plan, Watch watch, Interruption interruption) {
    this.fleet = fleet;
    this.plan = plan;
    this.watch = watch;
    this.interruption = interruption;
  }

  /** Follows the run to its end, or to the end of people's patience. */
  Session.End follow(RunRecord run) {
    Instant begun = Instant.now();
    while (true) {
      boolean stop = interruption.within(REDRAW);
      Session.End end = look(run, Duration.between(begun, Instant.now()));
      if (end != Session.End.GOES_ON || stop) {
        return end;
      }
    }
  }

  /** Shows where the run stands, or stood when the store could last be read. */
  private Session.End look(RunRecord run, Duration elapsed) {
    try {
      View view = fleet.view();
      RunRecord now = fleet.store().runs().find(run.runId()).orElse(run);
      StatusQuery.Standing standing = StatusQuery.standing(view, now, plan);
      awaySince = null;
      shown = standing.tasks();
      watch.show(shown, standing.waits(), elapsed);
      ListAnswer.Run described = ListQuery.describe(view, now);
      if (described.state().ended()) {
        return Session.End.FINISHED;
      }
      return ListQuery.underWay(view, now) ? Session.End.GOES_ON : Session.End.INTERRUPTED;
    } catch (StoreUnavailableException e) {
      Instant since = awaySince == null ? Instant.now() : awaySince;
      awaySince = since;
      watch.show(shown, List.of(away(since, String.valueOf(e.getMessage()))), elapsed);
      return Session.End.GOES_ON;
    }
  }

  private StatusAnswer.Wait away(Instant since, String why) {
    String text =
        "cannot see "
            + fleet.name()
            + " since "
            + HumanFormat.clock(since, Instant.now())
            + "; the run goes on without this command ("
            + why.lines().findFirst().orElse("")
            + ")";
    String what = Wait.For.STORE.name().toLowerCase(Locale.ROOT);
    return new StatusAnswer.Wait(what, since, List.of(), null, text);
  }
}
