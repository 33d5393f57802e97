package io.espalier.service.query.cost;

import io.espalier.catalog.Catalog;
import io.espalier.plan.Plan;
import io.espalier.plan.PlannedResult;
import io.espalier.service.answer.CostAnswer;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Find;
import io.espalier.service.query.Plans;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.service.query.run.ShowQuery;
import io.espalier.store.run.RunRecord;
import io.espalier.store.task.Disposition;
import io.espalier.store.task.TaskRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code cost}: what a run took, and what each of its results rests on. */
public final class CostQuery {
  /** The query; parameter {@code run}, the latest where absent. */
  public static final Query<CostAnswer> QUERY =
      new Query<>(
          "cost",
          CostAnswer.class,
          List.of(Argument.RUN),
          (view, arguments) -> answer(view, Find.run(view.store(), arguments.get("run"))));

  private static final Catalog BUILT_IN = Catalog.builtIn();

  private CostQuery() {}

  private static CostAnswer answer(View view, RunRecord run) {
    Map<String, Double> seconds = view.store().steps().seconds(run.runId());
    List<TaskRecord> records = view.store().tasks().list(run.runId());
    Plan plan = Plans.of(view.store(), run);
    Ledger ledger = new Ledger(BUILT_IN, view.store(), plan, records, seconds);
    List<CostAnswer.Result> results = results(ledger, plan, ShowQuery.answer(view, run).results());
    return new CostAnswer(
        run.runId(),
        run.experiment(),
        run.state(),
        ledger.all(Disposition.EXECUTED),
        ledger.all(Disposition.CACHED),
        results,
        EqualCompute.of(results),
        steps(ledger, plan, records),
        ledger.uncounted());
  }

  /** The shown rows, each with what it took. */
  static List<CostAnswer.Result> results(Ledger ledger, Plan plan, List<ShowAnswer.Result> shown) {
    Map<String, PlannedResult> planned = new HashMap<>();
    plan.results()
        .forEach(
            row -> planned.put(place(row.replicate(), row.arm(), row.draw(), row.round()), row));
    List<CostAnswer.Result> results = new ArrayList<>();
    for (ShowAnswer.Result row : shown) {
      PlannedResult of = planned.get(place(row.replicate(), row.arm(), row.draw(), row.round()));
      if (of != null) {
        results.add(
            new CostAnswer.Result(
                row.replicate(),
                row.arm(),
                row.draw(),
                row.round(),
                row.density(),
                row.validationAccuracy(),
                row.testAccuracy(),
                ledger.own(of),
                ledger.behind(of),
                of.evaluateTask()));
      }
    }
    return results;
  }

  private static String place(int replicate, String arm, int draw, int round) {
    return replicate + " " + draw + " " + round + " " + arm;
  }

  private static List<CostAnswer.Step> steps(Ledger ledger, Plan plan, List<TaskRecord> records) {
    Map<String, TaskRecord> byId = new HashMap<>();
    records.forEach(record -> byId.put(record.taskId(), record));
    Map<String, String> operators = new HashMap<>();
    plan.dag().tasks().forEach(task -> operators.put(task.node().taskId(), task.operator()));
    List<CostAnswer.Step> steps = new ArrayList<>();
    ledger
        .costs()
        .forEach(
            (id, cost) -> {
              TaskRecord record = byId.get(id);
              boolean cached = record != null && record.disposition() == Disposition.CACHED;
              steps.add(
                  new CostAnswer.Step(
                      id,
                      operators.getOrDefault(id, ""),
                      cached,
                      cost.iterations(),
                      cost.examples(),
                      cost.dense(),
                      cost.left(),
                      cost.seconds()));
            });
    return steps;
  }
}
