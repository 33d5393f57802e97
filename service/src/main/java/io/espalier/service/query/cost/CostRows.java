package io.espalier.service.query.cost;

import io.espalier.catalog.Catalog;
import io.espalier.migrations.SqlView;
import io.espalier.plan.Plan;
import io.espalier.service.answer.CostAnswer;
import io.espalier.service.answer.CostAnswer.Spent;
import io.espalier.service.query.Plans;
import io.espalier.service.query.View;
import io.espalier.service.query.run.ShowQuery;
import io.espalier.store.question.GivenTable;
import io.espalier.store.run.RunRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table {@code costs}, which questions in SQL are asked of like a view. */
public final class CostRows {
  private record Column(String name, GivenTable.Type type, String text) {}

  private static final String NAME = "costs";

  private static final List<Column> COLUMNS =
      List.of(
          new Column("experiment", GivenTable.Type.TEXT, "name of the experiment"),
          new Column("run", GivenTable.Type.TEXT, "id of the run"),
          new Column("replicate", GivenTable.Type.WHOLE, "which seed, from 1"),
          new Column(
              "arm",
              GivenTable.Type.TEXT,
              "name of the arm; the dense network is round 0 of every arm"),
          new Column("draw", GivenTable.Type.WHOLE, "which draw of the arm, from 1"),
          new Column(
              "round", GivenTable.Type.WHOLE, "pruning rounds done, 0 for the dense network"),
          new Column(
              "density",
              GivenTable.Type.NUMBER,
              "weights kept as a fraction of those that may be pruned, in (0, 1]"),
          new Column(
              "test_accuracy",
              GivenTable.Type.NUMBER,
              "right answers on the test split, a fraction"),
          new Column(
              "validation_accuracy",
              GivenTable.Type.NUMBER,
              "right answers on the validation split, a fraction; NULL without one"),
          new Column("iterations", GivenTable.Type.WHOLE, "iterations of its own training"),
          new Column("examples", GivenTable.Type.WHOLE, "examples that its own training saw"),
          new Column(
              "dense_multiply_adds",
              GivenTable.Type.WHOLE,
              "multiply-adds of its own training with all weights; NULL where the network is not"
                  + " known"),
          new Column(
              "multiply_adds",
              GivenTable.Type.WHOLE,
              "multiply-adds of its own training with the weights that are left; NULL as before"),
          new Column("seconds", GivenTable.Type.NUMBER, "seconds of its own training"),
          new Column(
              "iterations_behind",
              GivenTable.Type.WHOLE,
              "iterations of all trainings that its weights rest on"),
          new Column(
              "examples_behind",
              GivenTable.Type.WHOLE,
              "examples of all steps that its weights rest on"),
          new Column(
              "dense_multiply_adds_behind",
              GivenTable.Type.WHOLE,
              "multiply-adds of all steps that its weights rest on, with all weights; NULL as before"),
          new Column(
              "multiply_adds_behind",
              GivenTable.Type.WHOLE,
              "multiply-adds of all steps that its weights rest on, with the weights that were left; NULL"
                  + " as before"),
          new Column(
              "seconds_behind",
              GivenTable.Type.NUMBER,
              "seconds of all steps that its weights rest on"),
          new Column("task", GivenTable.Type.TEXT, "id of the task that evaluated it"));

  /** How people see it. */
  public static final SqlView VIEW =
      new SqlView(
          NAME,
          "What every row of show took, and what it rests on; worked out when it is asked for.",
          COLUMNS.stream()
              .map(column -> new SqlView.Column(column.name(), column.text()))
              .toList());

  private CostRows() {}

  /** The rows of all runs. */
  public static GivenTable table(View view) {
    return new GivenTable(
        NAME,
        COLUMNS.stream()
            .map(column -> new GivenTable.Column(column.name(), column.type()))
            .toList(),
        () -> rows(view));
  }

  private static List<List<@Nullable Object>> rows(View view) {
    Catalog catalog = Catalog.builtIn();
    Map<String, Double> seconds = view.store().steps().seconds(null);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (RunRecord run : view.store().runs().list()) {
      Plan plan = Plans.of(view.store(), run);
      if (plan.results().isEmpty()) {
        continue;
      }
      Ledger ledger =
          new Ledger(catalog, view.store(), plan, view.store().tasks().list(run.runId()), seconds);
      CostQuery.results(ledger, plan, ShowQuery.answer(view, run).results())
          .forEach(result -> rows.add(row(run, result)));
    }
    return rows;
  }

  private static List<@Nullable Object> row(RunRecord run, CostAnswer.Result of) {
    Spent own = of.own();
    Spent behind = of.behind();
    return Arrays.<@Nullable Object>asList(
        run.experiment(),
        run.runId(),
        of.replicate(),
        of.arm(),
        of.draw(),
        of.round(),
        of.density(),
        of.testAccuracy(),
        of.validationAccuracy(),
        own.iterations(),
        own.examples(),
        own.denseMultiplyAdds(),
        own.multiplyAdds(),
        own.seconds(),
        behind.iterations(),
        behind.examples(),
        behind.denseMultiplyAdds(),
        behind.multiplyAdds(),
        behind.seconds(),
        of.task());
  }
}
