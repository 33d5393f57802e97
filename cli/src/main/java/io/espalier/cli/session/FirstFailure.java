package io.espalier.cli.session;

import io.espalier.cli.notify.Notice;
import io.espalier.cli.notify.Notifier;
import io.espalier.service.answer.TaskLine;
import io.espalier.state.TaskState;
import io.espalier.store.run.RunRecord;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells of the first task of a run that failed for good; what becomes of the run is told at its
 * end.
 */
final class FirstFailure {
  private final Notifier notifier;
  private final RunRecord run;
  private boolean told;

  FirstFailure(Notifier notifier, RunRecord run) {
    this.notifier = notifier;
    this.run = run;
  }

  /** Looks where the tasks stand while the run goes on. */
  void look(List<TaskLine> lines) {
    Optional<TaskLine> failed =
        lines.stream().filter(line -> line.state() == TaskState.FAILED).findFirst();
    if (!told && failed.isPresent()) {
      told = true;
      String why = Objects.requireNonNullElse(failed.get().text(), "");
      notifier.tell(Notice.failing(run.runId(), run.experiment(), failed.get().taskId(), why));
    }
  }
}
