package io.espalier.plan.analysis;

import io.espalier.dag.TaskInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Gathers the inputs of one task of an analysis; those of a role are numbered from 0. */
public final class AnalysisInputs {
  private final List<TaskInput> inputs = new ArrayList<>();

  /** None yet. */
  public AnalysisInputs() {}

  /** Adds the masks of results that have one, each with its place. */
  public AnalysisInputs masks(String role, Stream<AnalysedResult> results) {
    results.forEach(result -> result.mask(role, next(role)).ifPresent(inputs::add));
    return this;
  }

  /** Adds trained weights, each with its place. */
  public AnalysisInputs trained(String role, Stream<AnalysedResult> results) {
    return add(role, results, (result, at) -> result.trained(role, at));
  }

  /** Adds the weights that trainings began from, each with its place. */
  public AnalysisInputs starts(String role, Stream<AnalysedResult> results) {
    return add(role, results, (result, at) -> result.start(role, at));
  }

  /** Adds what says which examples are for what. */
  public AnalysisInputs split(AnalysedResult result) {
    inputs.add(result.split());
    return this;
  }

  /** Adds one, or nothing. */
  public AnalysisInputs add(Optional<TaskInput> input) {
    input.ifPresent(inputs::add);
    return this;
  }

  private AnalysisInputs add(
      String role,
      Stream<AnalysedResult> results,
      BiFunction<AnalysedResult, Integer, TaskInput> input) {
    results.forEach(result -> inputs.add(input.apply(result, next(role))));
    return this;
  }

  private int next(String role) {
    return (int) inputs.stream().filter(input -> input.role().equals(role)).count();
  }

  /** How many there are. */
  public int size() {
    return inputs.size();
  }

  /** All of them. */
  public List<TaskInput> list() {
    return List.copyOf(inputs);
  }
}
