package io.espalier.service.query.step;

import io.espalier.service.answer.StepAnswer;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.store.step.StepRecord;
import java.util.List;

/** Whether a step is recorded, and what it gave. */
public final class StepQuery {
  /** The query; {@code key}, in full. */
  public static final Query<StepAnswer> QUERY =
      new Query<>(
          "step",
          StepAnswer.class,
          List.of(Argument.required("key", "Key of a step, in full.")),
          StepQuery::answer);

  private StepQuery() {}

  private static StepAnswer answer(View view, Arguments arguments) {
    String key = arguments.require("key");
    boolean completed = view.store().steps().find(key).filter(StepRecord::completed).isPresent();
    return new StepAnswer(
        completed,
        completed
            ? view.store().steps().outputs(key).stream()
                .map(
                    output ->
                        new StepAnswer.Output(
                            output.role(), output.ordinal(), output.artifact().sha256()))
                .toList()
            : List.of());
  }
}
