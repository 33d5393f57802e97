package io.espalier.experiment.load;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.experiment.DataConfig;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.read.Binder;
import io.espalier.experiment.read.ExperimentException;

/** How many iterations an epoch has, for files that count in epochs. */
final class EpochLength {
  private final Catalog catalog;

  EpochLength(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Whole batches in one epoch of the training examples. */
  long of(Binder file) {
    DataConfig data = (DataConfig) file.part(Experiment.class, "data");
    if (data.longTail() != null) {
      throw new ExperimentException(
          file.position("data.long_tail"),
          "data.long_tail",
          "a long tail and lengths in epochs",
          "lengths in iterations, since its examples are counted only when it is made");
    }
    DataSetDescriptor set = catalog.get(DataSetDescriptor.class, data.name());
    int batch = (int) file.part(Experiment.class, "train", "batch");
    int examples = data.trainExamples(set.trainExamples());
    if (batch > examples) {
      throw new ExperimentException(
          file.position("train.batch"),
          "train.batch",
          String.valueOf(batch),
          "at most the " + examples + " examples that are left to train on");
    }
    return examples / batch;
  }
}
