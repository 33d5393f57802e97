package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import java.util.List;

/** What has changed since an earlier answer. */
@Doc(
    "What has changed since an earlier answer. Without `run` it names runs, with it that run and its tasks. Nothing is left out; what changed in the three minutes before the moment asked for may be named again, and `seq` tells.")
public record ChangesAnswer(
    @Doc("This moment, as `after` of the next question.") String cursor,
    @Doc("The runs that have changed.") List<Run> runs,
    @Doc(
            "With `run`, its tasks that have changed or run now, in topological order; otherwise none.")
        List<TaskLine> tasks) {
  public ChangesAnswer {
    runs = List.copyOf(runs);
    tasks = List.copyOf(tasks);
  }

  /** A run that has changed. */
  @Doc("A run that has changed.")
  public record Run(
      @Doc("The run as it stands now.") ListAnswer.Run run,
      @Doc(
              "Number of the last entry of its audit chain, which rises with every change; as `after` with `run` it asks for what comes later.")
          long seq) {}
}
