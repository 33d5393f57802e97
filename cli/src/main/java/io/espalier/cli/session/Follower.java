package io.espalier.cli.session;

import io.espalier.cli.grid.Watch;
import io.espalier.cli.notify.Notifier;
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
  private final Notifier notifier;
  private final Interruption interruption;
  private List<TaskLine> shown = List.of();
  private @Nullable Instant awaySince;

  Follower(Fleet fleet, Plan plan, Watch watch, Notifier notifier, Interruption interruption) {
    this.fleet = fleet;
    this.plan = plan;
    this.watch = watch;
    this.notifier = notifier;
    this.interruption = interruption;
  }

  /** Follows the run to its end, or to the end of people's patience. */
  CommandSession.End follow(RunRecord run) {
    Instant begun = Instant.now();
    FirstFailure failure = new FirstFailure(notifier, run);
    while (true) {
      boolean stop = interruption.within(REDRAW);
      CommandSession.End end = look(run, Duration.between(begun, Instant.now()));
      if (end != CommandSession.End.GOES_ON || stop) {
        return end;
      }
      failure.look(shown);
    }
  }

  /** Shows where the run stands, or stood when the store could last be read. */
  private CommandSession.End look(RunRecord run, Duration elapsed) {
    try {
      View view = fleet.view();
      RunRecord now = fleet.store().runs().find(run.runId()).orElse(run);
      StatusQuery.Standing standing = StatusQuery.standing(view, now, plan);
      awaySince = null;
      shown = standing.tasks();
      watch.show(shown, standing.waits(), elapsed);
      ListAnswer.Run described = ListQuery.describe(view, now);
      if (described.state().ended()) {
        return CommandSession.End.FINISHED;
      }
      return ListQuery.underWay(view, now)
          ? CommandSession.End.GOES_ON
          : CommandSession.End.INTERRUPTED;
    } catch (StoreUnavailableException e) {
      Instant since = awaySince == null ? Instant.now() : awaySince;
      awaySince = since;
      watch.show(shown, List.of(away(since, String.valueOf(e.getMessage()))), elapsed);
      return CommandSession.End.GOES_ON;
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
