package io.espalier.data;

import io.espalier.catalog.DataSetDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A data set that can be named in an experiment file; register an implementation to add one. */
public interface DataSet extends DataSetDescriptor {
  /** The files it is read from, in a fixed order; empty for a procedural set. */
  List<DataFile> files();

  /** Where the files can be fetched, best first; empty where the user has to bring them. */
  default List<DataSource> sources() {
    return List.of();
  }

  /** Where a person finds the files, for messages. */
  default String home() {
    return "";
  }

  /** Names of the classes, by number; the numbers themselves where nothing else is known. */
  default List<String> classNames() {
    return IntStream.range(0, classes()).mapToObj(String::valueOf).toList();
  }

  /** What {@code data import NAME} takes to bring the files, for messages. */
  default String importable() {
    return files().stream()
        .map(DataFile::name)
        .collect(Collectors.joining(", ", "DIR, where DIR holds ", " (plain or .gz)"));
  }

  /**
   * Examples for training and validation.
   *
   * @param file path of a file by its name
   * @throws DataFormatException when a file does not hold what it should
   */
  Examples train(Function<String, Path> file) throws IOException;

  /**
   * Examples of the test split.
   *
   * @param file path of a file by its name
   * @throws DataFormatException when a file does not hold what it should
   */
  Examples test(Function<String, Path> file) throws IOException;
}
