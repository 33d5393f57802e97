package io.espalier.step.key;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.digest.Digest;
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
  private final Map<String, String> planned = new LinkedHashMap<>();

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

  /**
   * What steps the tasks of a plan name, by task id, in the plan's order: equal texts for equal
   * steps, of other plans as well. Where a step is recorded it is its key. A task that is computed
   * each time is not among them.
   *
   * @throws IllegalArgumentException for an unknown operator or unfit parameters
   */
  public static Map<String, String> planned(Lookup lookup, Catalog catalog, Plan plan) {
    RecordedSteps look = new RecordedSteps(lookup, catalog, plan);
    plan.dag().tasks().forEach(look::look);
    plan.dag().tasks().forEach(look::name);
    return look.planned;
  }

  private void look(Task task) {
    inputs(task)
        .flatMap(inputs -> key(task, inputs))
        .ifPresent(
            key ->
                lookup
                    .completed(key)
                    .ifPresent(
                        made -> {
                          keys.put(task.node().taskId(), key);
                          outputs.put(task.node().taskId(), made);
                        }));
  }

  /** Names the step of a task, by stand-ins for inputs that no step has made yet. */
  private void name(Task task) {
    String recorded = keys.get(task.node().taskId());
    Optional<String> name = recorded == null ? key(task, standIns(task)) : Optional.of(recorded);
    name.ifPresent(key -> planned.put(task.node().taskId(), key));
  }

  /** The key of a task's step; empty where nothing that is recorded stands for it. */
  private Optional<String> key(Task task, List<StepArtifact> inputs) {
    OperatorDescriptor operator = catalog.get(OperatorDescriptor.class, task.operator());
    if (task.node().nothingToMap() || !operator.memoised() || StepKey.everyTime(task)) {
      return Optional.empty();
    }
    Record parameters = Parameters.read(operator, task.parameters());
    return Optional.of(
        StepKey.of(catalog, plan.executor(), "", 1, task, operator, parameters, inputs).digest());
  }

  private List<StepArtifact> standIns(Task task) {
    return task.inputs().stream()
        .map(
            input -> {
              String digest = input.digest();
              if (digest == null) {
                String from = String.valueOf(input.fromTask());
                digest =
                    made(input)
                        .map(StoredArtifact::sha256)
                        .orElseGet(
                            () ->
                                Digest.of(planned.getOrDefault(from, from) + " " + input.output()));
              }
              return new StepArtifact(
                  input.role(), input.ordinal(), new StoredArtifact(digest, 0, "", ""));
            })
        .toList();
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
        Optional<StoredArtifact> made = made(input);
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

  /** What a recorded step has made for an input. */
  private Optional<StoredArtifact> made(TaskInput input) {
    return outputs.getOrDefault(String.valueOf(input.fromTask()), List.of()).stream()
        .filter(output -> output.role().equals(input.output()))
        .map(StepArtifact::artifact)
        .findFirst();
  }
}
