package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Task;
import io.espalier.plan.Plan;
import io.espalier.service.query.run.TrainingLength;
import io.espalier.step.key.PlanCheck;
import io.espalier.step.key.RecordedSteps;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one of several plans that run one after another adds to those before it.
 *
 * @param tasks how many tasks it has
 * @param recorded tasks whose step is recorded already
 * @param shared tasks whose step an earlier plan, or another task of this one, computes
 * @param trainings how many trainings it has
 * @param trainingsLeft trainings that are neither recorded nor shared
 * @param iterationsLeft their iterations
 * @param problems why it must fail, one sentence each
 */
public record PlannedShare(
    int tasks,
    int recorded,
    int shared,
    int trainings,
    int trainingsLeft,
    long iterationsLeft,
    List<String> problems) {
  public PlannedShare {
    problems = List.copyOf(problems);
  }

  /** Of plans in this order. */
  static List<PlannedShare> of(List<Plan> plans, Catalog catalog, RecordedSteps.Lookup recorded) {
    Set<String> seen = new HashSet<>();
    List<PlannedShare> shares = new ArrayList<>();
    for (Plan plan : plans) {
      shares.add(of(plan, catalog, recorded, seen));
    }
    return shares;
  }

  private static PlannedShare of(
      Plan plan, Catalog catalog, RecordedSteps.Lookup lookup, Set<String> seen) {
    List<String> problems = new ArrayList<>(PlanCheck.problems(catalog, plan, plan.dag().tasks()));
    if (problems.isEmpty()) {
      problems.addAll(PlanNotes.of(plan, catalog).problems());
    }
    Set<String> recorded = RecordedSteps.of(lookup, catalog, plan).keySet();
    Map<String, String> steps = RecordedSteps.planned(lookup, catalog, plan);
    int shared = 0;
    int trainings = 0;
    int trainingsLeft = 0;
    long iterationsLeft = 0;
    for (Task task : plan.dag().tasks()) {
      String id = task.node().taskId();
      String step = steps.get(id);
      boolean again = step != null && !seen.add(step);
      shared += again && !recorded.contains(id) ? 1 : 0;
      long iterations = TrainingLength.of(task, catalog);
      boolean left = iterations > 0 && !again && !recorded.contains(id);
      trainings += iterations > 0 ? 1 : 0;
      trainingsLeft += left ? 1 : 0;
      iterationsLeft += left ? iterations : 0;
    }
    return new PlannedShare(
        plan.dag().tasks().size(),
        recorded.size(),
        shared,
        trainings,
        trainingsLeft,
        iterationsLeft,
        problems);
  }
}
