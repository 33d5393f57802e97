package io.espalier.data.own;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import io.espalier.data.Examples;
import io.espalier.data.IdxFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * A data set that a user imported, as it lies in {@code <home>/data/NAME/}: IDX files of bytes, the
 * digests of what they were made from, and this record as {@code set.json}.
 *
 * @param shape {@code [channels, height, width]}
 * @param classNames names of the classes, by number
 * @param files with their digests
 */
record OwnSet(
    String name,
    List<Integer> shape,
    List<String> classNames,
    int trainExamples,
    int testExamples,
    List<DataFile> files)
    implements DataSet {
  static final String FILE = "set.json";
  static final String SOURCES = "sources.sha256";

  /** Names of the files, in the order in which a plan names them. */
  static final List<String> FILES =
      List.of(
          file("train", "images"),
          file("train", "labels"),
          file("test", "images"),
          file("test", "labels"),
          SOURCES);

  private static final JsonMapper JSON = new JsonMapper();

  OwnSet {
    shape = List.copyOf(shape);
    classNames = List.copyOf(classNames);
    files = List.copyOf(files);
  }

  /** Name of a part's file. */
  static String file(String part, String what) {
    return part + "-" + what + ".idx";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Imported: %d x %d in %d classes, %d to train and %d to test."
        .formatted(shape.get(1), shape.get(2), classes(), trainExamples, testExamples);
  }

  @Override
  public String importable() {
    return "SOURCE, the folder or .npz file that it was imported from";
  }

  @Override
  public int classes() {
    return classNames.size();
  }

  @Override
  public Examples train(Function<String, Path> path) throws IOException {
    return read(path, "train", trainExamples);
  }

  @Override
  public Examples test(Function<String, Path> path) throws IOException {
    return read(path, "test", testExamples);
  }

  private Examples read(Function<String, Path> path, String part, int count) throws IOException {
    int[] sizes = shape.stream().mapToInt(Integer::intValue).toArray();
    byte[] labels = IdxFile.labels(path.apply(file(part, "labels")), count, classes());
    byte[] pixels =
        IdxFile.read(path.apply(file(part, "images")), count, sizes[0], sizes[1], sizes[2]);
    return new Examples(sizes, pixels, labels);
  }

  byte[] toBytes() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(new Stored(this));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static OwnSet of(byte[] bytes) throws IOException {
    Stored stored = JSON.readValue(bytes, Stored.class);
    return new OwnSet(
        stored.name,
        stored.shape,
        stored.classNames,
        stored.trainExamples,
        stored.testExamples,
        stored.files);
  }

  /** What is written: the components alone. */
  private record Stored(
      String name,
      List<Integer> shape,
      List<String> classNames,
      int trainExamples,
      int testExamples,
      List<DataFile> files) {
    Stored(OwnSet set) {
      this(set.name, set.shape, set.classNames, set.trainExamples, set.testExamples, set.files);
    }
  }
}
