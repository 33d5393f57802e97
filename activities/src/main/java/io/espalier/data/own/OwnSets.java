package io.espalier.data.own;

import io.espalier.catalog.Descriptor;
import io.espalier.data.DataFile;
import io.espalier.data.DataFormatException;
import io.espalier.data.DataSet;
import io.espalier.data.Examples;
import io.espalier.digest.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The data sets that a user imported: folders of images and {@code .npz} files. */
public final class OwnSets {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  private OwnSets() {}

  /**
   * Those of a store's folder, by name.
   *
   * @param home the store's folder, such as {@code .espalier}
   * @throws IOException when one cannot be read
   */
  public static List<Descriptor> in(Path home) throws IOException {
    Path data = home.resolve("data");
    if (!Files.isDirectory(data)) {
      return List.of();
    }
    List<Descriptor> sets = new ArrayList<>();
    try (Stream<Path> folders = Files.list(data)) {
      for (Path folder : folders.sorted().toList()) {
        Path file = folder.resolve(OwnSet.FILE);
        if (Files.isRegularFile(file)) {
          sets.add(OwnSet.of(Files.readAllBytes(file)));
        }
      }
    }
    return sets;
  }

  /**
   * Takes a data set over: its images become bytes in IDX files under {@code <home>/data/NAME/}.
   *
   * @param source a folder with {@code train/CLASS} and {@code test/CLASS}, or a {@code .npz} file
   * @throws DataFormatException when it does not hold what it should; nothing has changed then
   * @throws IllegalArgumentException when the name cannot be one
   */
  public static DataSet add(Path home, String name, Path source) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name: " + name + " (expected: lower-case letters, digits, - and _)");
    }
    Examples train;
    Examples test;
    List<String> classes;
    String sources;
    if (Files.isDirectory(source)) {
      ImageFolder images = new ImageFolder(source);
      train = images.read("train");
      test = images.read("test");
      if (ImageFolder.isGrey(train) && ImageFolder.isGrey(test)) {
        train = ImageFolder.grey(train);
        test = ImageFolder.grey(test);
      }
      classes = images.classes();
      sources = images.sources();
    } else {
      NpzFile npz = new NpzFile(source);
      train = npz.read("train");
      test = npz.read("test");
      int count = 1 + largest(train);
      classes = IntStream.range(0, count).mapToObj(String::valueOf).toList();
      sources = Digest.of(Files.readAllBytes(source)) + "  " + source.getFileName() + "\n";
    }
    requireExamplesOfAll(source, train, classes);
    if (!Arrays.equals(train.shape(), test.shape()) || largest(test) >= classes.size()) {
      throw new DataFormatException(
          source,
          "test",
          "images and classes as in train: " + Arrays.toString(train.shape()),
          Arrays.toString(test.shape()) + ", classes to " + largest(test));
    }
    return store(home.resolve("data").resolve(name), name, train, test, classes, sources);
  }

  /**
   * What lies in a folder of images and {@link #add} passes over, hidden files apart; nothing for a
   * {@code .npz} file.
   */
  public static List<Path> leftOut(Path source) throws IOException {
    return Files.isDirectory(source) ? ImageFolder.strays(source) : List.of();
  }

  private static void requireExamplesOfAll(Path source, Examples train, List<String> classes)
      throws DataFormatException {
    int[] counts = train.countOfEachClass(classes.size());
    List<String> empty =
        IntStream.range(0, counts.length)
            .filter(c -> counts[c] == 0)
            .mapToObj(classes::get)
            .toList();
    if (!empty.isEmpty()) {
      throw new DataFormatException(
          source, "classes without an example in train", "none", String.join(", ", empty));
    }
  }

  private static DataSet store(
      Path folder, String name, Examples train, Examples test, List<String> classes, String sources)
      throws IOException {
    Files.createDirectories(folder);
    List<DataFile> files = new ArrayList<>();
    files.add(write(folder, OwnSet.file("train", "images"), idx(train)));
    files.add(write(folder, OwnSet.file("train", "labels"), idx(train.labels(), train.count())));
    files.add(write(folder, OwnSet.file("test", "images"), idx(test)));
    files.add(write(folder, OwnSet.file("test", "labels"), idx(test.labels(), test.count())));
    files.add(write(folder, OwnSet.SOURCES, sources.getBytes(StandardCharsets.UTF_8)));
    List<Integer> shape = Arrays.stream(train.shape()).boxed().toList();
    OwnSet set = new OwnSet(name, shape, classes, train.count(), test.count(), files);
    write(folder, OwnSet.FILE, set.toBytes());
    return set;
  }

  private static byte[] idx(Examples examples) {
    int[] shape = examples.shape();
    return idx(examples.pixels(), examples.count(), shape[0], shape[1], shape[2]);
  }

  private static byte[] idx(byte[] values, int... sizes) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * sizes.length + values.length);
    file.putInt(0x08 << 8 | sizes.length);
    IntStream.of(sizes).forEach(file::putInt);
    return file.put(values).array();
  }

  private static DataFile write(Path folder, String name, byte[] bytes) throws IOException {
    Path temporary = folder.resolve(name + ".tmp");
    Files.write(temporary, bytes);
    Files.move(
        temporary,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    return new DataFile(name, Digest.of(bytes), bytes.length);
  }

  private static int largest(Examples examples) {
    int largest = 0;
    for (byte label : examples.labels()) {
      largest = Math.max(largest, label & 0xff);
    }
    return largest;
  }
}
