package io.espalier.catalog;

import java.util.List;

/** A data set as the planner sees it. */
public interface DataSetDescriptor extends Descriptor {
  /** The word for what these are. */
  String KIND = "data";

  @Override
  default String kind() {
    return KIND;
  }

  /** Shape of one example, {@code [channels, height, width]}. */
  List<Integer> shape();

  /** Number of classes. */
  int classes();

  /** Examples for training and validation together. */
  int trainExamples();

  /** Examples of the test split. */
  int testExamples();
}
