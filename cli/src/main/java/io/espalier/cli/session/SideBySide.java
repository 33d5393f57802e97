package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.plan.Plan;
import io.espalier.step.worker.TrainerBytes;

/**
 * How many trainings of a plan run at the same time on this machine: one a core, fewer where they
 * would not fit into the memory.
 *
 * @param trainers how many, at least 1
 * @param trainerBytes memory that each needs, roughly; 0 where the plan trains no network
 */
public record SideBySide(int trainers, long trainerBytes) {
  /** For this machine. */
  public static SideBySide of(Plan plan, Catalog catalog) {
    return of(plan, catalog, Runtime.getRuntime().availableProcessors(), TrainerBytes.budget());
  }

  static SideBySide of(Plan plan, Catalog catalog, int cores, long budgetBytes) {
    long largest =
        plan.dag().tasks().stream()
            .mapToLong(task -> TrainerBytes.of(task, plan.executor(), catalog))
            .max()
            .orElse(0);
    long fitting = largest == 0 ? cores : budgetBytes / largest;
    return new SideBySide((int) Math.max(1, Math.min(cores, fitting)), largest);
  }
}
