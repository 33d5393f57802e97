package io.espalier.service.query.study;

import io.espalier.operator.judge.Verdict;
import io.espalier.plan.Plan;
import io.espalier.service.answer.study.VerdictsAnswer;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Plans;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.service.query.run.Verdicts;
import io.espalier.store.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code verdicts}: what became of the claims of an experiment. */
public final class VerdictsQuery {
  /** The query; parameter {@code experiment}. */
  public static final Query<VerdictsAnswer> QUERY =
      new Query<>(
          "verdicts",
          VerdictsAnswer.class,
          List.of(Argument.required("experiment", "Name of the experiment.")),
          (view, arguments) -> answer(view, arguments.require("experiment")));

  private static final int MOST = 20;

  private VerdictsQuery() {}

  private static VerdictsAnswer answer(View view, String experiment) {
    List<VerdictsAnswer.Run> judged = new ArrayList<>();
    for (RunRecord run : view.store().runs().list()) {
      if (judged.size() == MOST) {
        break;
      }
      Verdict verdict = run.experiment().equals(experiment) ? Verdicts.of(view.store(), run) : null;
      if (verdict != null) {
        Plan plan = Plans.of(view.store(), run);
        judged.add(
            new VerdictsAnswer.Run(
                run.runId(),
                run.createdAt(),
                run.endedAt(),
                seconds(view.store().steps().seconds(run.runId())),
                plan.experiment(),
                verdict));
      }
    }
    return new VerdictsAnswer(judged);
  }

  private static double seconds(Map<String, Double> bySteps) {
    return bySteps.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
