package io.espalier.plan.analysis;

import io.espalier.catalog.Catalog;
import io.espalier.dag.RandomStream;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.Experiment;
import java.util.List;

/** What an analysis plans with. */
public interface AnalysisPlan {
  /** The experiment. */
  Experiment experiment();

  /** What can be named. */
  Catalog catalog();

  /**
   * Its settings as the file has them.
   *
   * @throws IllegalStateException when they are of another type
   */
  <S extends Record> S settings(Class<S> type);

  /** All results of the experiment, each network once, by replicate, arm, draw and round. */
  List<AnalysedResult> results();

  /** Random numbers for an operator, from the experiment's seed. */
  RandomStream stream(String purpose, long... path);

  /**
   * Adds a task after those that its inputs come from.
   *
   * @param id short and unique within this analysis, such as {@code r1.03}
   * @param operator its name in the catalog; it must say that it {@linkplain
   *     io.espalier.catalog.OperatorDescriptor#readsTestData() reads test data} where its inputs do
   */
  void task(
      String id,
      String operator,
      Record parameters,
      List<TaskInput> inputs,
      RandomStream... streams);

  /**
   * An output of a task that this analysis has added before.
   *
   * @param id as it was given to {@link #task}
   * @param output its role there, and the role under which it is read
   */
  TaskInput output(String id, String output);
}
