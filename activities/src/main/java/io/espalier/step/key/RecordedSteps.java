package io.espalier.step.key;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.plan.Plan;
import io.espalier.step.Parameters;
import io.espalier.store.Store;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.step.StepRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks ahead: which tasks of a plan would find their step recorded. Reads only. */
public final class RecordedSteps {
  /** Finds recorded steps. */
  @FunctionalInterface
  public interface Lookup {
    /** The outputs of the completed step with this key; empty where there is none. */
    Optional<List<StepArtifact>> completed(String stepKey);
  }

  private final Lookup lookup;
  private final Catalog catalog;
  private final Plan plan;
  private final Map<String, List<StepArtifact>> outputs = new HashMap<>();
  private final Map<String, String> keys = new LinkedHashMap<>();

  private RecordedSteps(Lookup lookup, Catalog catalog, Plan plan) {
    this.lookup = lookup;
    this.catalog = catalog;
    this.plan = plan;
  }

  /**
   * Keys of the completed steps that tasks of this plan name, by task id, in the plan's order. A
   * task whose inputs are not all recorded is not among them, whatever it may turn out to be.
   *
   * @throws IllegalArgumentException for an unknown operator or unfit parameters
   */
  public static Map<String, String> of(Store store, Catalog catalog, Plan plan) {
    return of(
        key ->
            store
                .steps()
                .find(key)
                .filter(StepRecord::completed)
                .map(step -> store.steps().outputs(key)),
        catalog,
        plan);
  }

  /** As {@link #of(Store, Catalog, Plan)}, for a store that is reached in another way. */
  public static Map<String, String> of(Lookup lookup, Catalog catalog, Plan plan) {
    RecordedSteps look = new RecordedSteps(lookup, catalog, plan);
    plan.dag().tasks().forEach(look::look);
    return look.keys;
  }

  private void look(Task task) {
    OperatorDescriptor operator = catalog.get(OperatorDescriptor.class, task.operator());
    Optional<List<StepArtifact>> inputs = inputs(task);
    if (task.node().nothingToMap()
        || !operator.memoised()
        || StepKey.everyTime(task)
        || inputs.isEmpty()) {
      return;
    }
    Record parameters = Parameters.read(operator, task.parameters());
    StepKey key =
        StepKey.of(catalog, plan.executor(), "", 1, task, operator, parameters, inputs.get());
    lookup
        .completed(key.digest())
        .ifPresent(
            made -> {
              keys.put(task.node().taskId(), key.digest());
              outputs.put(task.node().taskId(), made);
            });
  }

  private Optional<List<StepArtifact>> inputs(Task task) {
    List<StepArtifact> inputs = new ArrayList<>();
    for (TaskInput input : task.inputs()) {
      if (input.readsXcom()) {
        // A lookup tells outputs, not results.
        return Optional.empty();
      }
      StoredArtifact artifact;
      if (input.fromTask() != null) {
        Optional<StoredArtifact> made =
            outputs.getOrDefault(input.fromTask(), List.of()).stream()
                .filter(output -> output.role().equals(input.output()))
                .map(StepArtifact::artifact)
                .findFirst();
        if (made.isEmpty()) {
          return Optional.empty();
        }
        artifact = made.get();
      } else {
        // Only its digest counts, and it need not be stored yet.
        artifact = new StoredArtifact(String.valueOf(input.digest()), 0, "", "");
      }
      inputs.add(new StepArtifact(input.role(), input.ordinal(), artifact));
    }
    return Optional.of(inputs);
  }
}
