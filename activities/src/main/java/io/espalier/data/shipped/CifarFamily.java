package io.espalier.data.shipped;

import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import io.espalier.data.DataSource;
import io.espalier.data.Examples;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Photographs of 32 x 32 in colour: Krizhevsky, "Learning multiple layers of features from tiny
 * images" (2009). One archive of binary files, each with as many records as every other of its
 * part.
 */
abstract class CifarFamily implements DataSet {
  private static final int TRAIN = 50_000;
  private static final int TEST = 10_000;
  private static final int PIXELS = 3 * 32 * 32;

  private final int classes;
  private final int labelBytes;
  private final DataSource source;
  private final List<String> trainFiles;
  private final String testFile;

  /**
   * A set of the family.
   *
   * @param labelBytes label bytes of a record
   * @param archive name of its archive on the authors' server
   * @param sha256 digest of the archive
   * @param sizeBytes its size
   * @param folder the files' folder within it
   */
  CifarFamily(
      int classes,
      int labelBytes,
      String archive,
      String sha256,
      long sizeBytes,
      String folder,
      List<String> trainFiles,
      String testFile) {
    this.classes = classes;
    this.labelBytes = labelBytes;
    this.source =
        new DataSource.Archive(
            URI.create("https://www.cs.toronto.edu/~kriz/" + archive), sha256, sizeBytes, folder);
    this.trainFiles = List.copyOf(trainFiles);
    this.testFile = testFile;
  }

  @Override
  public final String name() {
    return "cifar-" + classes;
  }

  @Override
  public final int version() {
    return 1;
  }

  @Override
  public final String summary() {
    return "Photographs of "
        + classes
        + " classes, 32 x 32 colour, 50,000 to train and 10,000 to test.";
  }

  @Override
  public final List<Integer> shape() {
    return List.of(3, 32, 32);
  }

  @Override
  public final int classes() {
    return classes;
  }

  @Override
  public final int trainExamples() {
    return TRAIN;
  }

  @Override
  public final int testExamples() {
    return TEST;
  }

  @Override
  public final List<DataSource> sources() {
    return List.of(source);
  }

  @Override
  public final String home() {
    return "https://www.cs.toronto.edu/~kriz/cifar.html (the binary version)";
  }

  @Override
  public final List<DataFile> files() {
    return Stream.concat(
            trainFiles.stream().map(name -> file(name, TRAIN / trainFiles.size())),
            Stream.of(file(testFile, TEST)))
        .toList();
  }

  private DataFile file(String name, int records) {
    return new DataFile(name, null, (long) records * (labelBytes + PIXELS));
  }

  @Override
  public final Examples train(Function<String, Path> file) throws IOException {
    List<Path> files = trainFiles.stream().map(file).toList();
    return CifarFile.read(files, TRAIN / files.size(), labelBytes, classes);
  }

  @Override
  public final Examples test(Function<String, Path> file) throws IOException {
    return CifarFile.read(List.of(file.apply(testFile)), TEST, labelBytes, classes);
  }
}
