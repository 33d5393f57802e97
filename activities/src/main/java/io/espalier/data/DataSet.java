package io.espalier.data;

import io.espalier.catalog.DataSetDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** A data set that can be named in an experiment file; register an implementation to add one. */
public interface DataSet extends DataSetDescriptor {
  /** The files it is read from, in a fixed order; empty for a procedural set. */
  List<DataFile> files();

  /** Examples for training and validation. */
  Examples train(Function<String, Path> file) throws IOException;

  /** Examples of the test split. */
  Examples test(Function<String, Path> file) throws IOException;
}
