package io.espalier.data.own;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import io.espalier.data.IdxFile;
import io.espalier.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Imported data sets as a plan was made with them, whatever has been imported under their names
 * since. A plan names their files by digest, and the files say shape and counts; the classes are
 * those of the plan's network.
 */
public final class PlannedSets {
  private PlannedSets() {}

  /**
   * The catalog with the imported sets that the plan means.
   *
   * @param catalog what is imported today
   * @param file path of a stored file by its digest
   */
  public static Catalog in(Catalog catalog, Plan plan, Function<String, Path> file)
      throws IOException {
    Catalog planned = catalog;
    for (Task task : plan.dag().tasks()) {
      String name = task.parameters().path("data").asText();
      List<String> digests = digests(task);
      if (digests.size() != OwnSet.FILES.size() || !replaceable(planned, name, digests)) {
        continue;
      }
      int classes = classes(planned, plan, digests, file);
      planned = planned.replacing(set(name, digests, classes, file));
    }
    return planned;
  }

  private static List<String> digests(Task task) {
    return task.inputs().stream()
        .filter(input -> input.role().equals("data") && input.digest() != null)
        .sorted(Comparator.comparing(TaskInput::ordinal))
        .map(input -> String.valueOf(input.digest()))
        .toList();
  }

  /** Whether the name stands for no set, or for an imported one of other files. */
  private static boolean replaceable(Catalog catalog, String name, List<String> digests) {
    Optional<DataSet> known = catalog.find(DataSet.class, name);
    return known.isEmpty()
        || (known.get() instanceof OwnSet own
            && !own.files().stream().map(DataFile::sha256).toList().equals(digests));
  }

  private static OwnSet set(
      String name, List<String> digests, int classes, Function<String, Path> file)
      throws IOException {
    List<DataFile> files = new ArrayList<>();
    for (int i = 0; i < digests.size(); i++) {
      String digest = digests.get(i);
      files.add(new DataFile(OwnSet.FILES.get(i), digest, Files.size(file.apply(digest))));
    }
    int[] train = IdxFile.sizes(file.apply(digests.get(0)));
    int[] test = IdxFile.sizes(file.apply(digests.get(2)));
    List<Integer> shape = Arrays.stream(train).skip(1).boxed().toList();
    List<String> names = IntStream.range(0, classes).mapToObj(String::valueOf).toList();
    return new OwnSet(name, shape, names, train[0], test[0], files);
  }

  private static int classes(
      Catalog catalog, Plan plan, List<String> digests, Function<String, Path> file)
      throws IOException {
    Optional<NetworkDescriptor> network =
        plan.network().flatMap(name -> catalog.find(NetworkDescriptor.class, name));
    if (network.isPresent()) {
      return network.get().classes();
    }
    Path labels = file.apply(digests.get(1));
    int largest = 0;
    for (byte label : IdxFile.read(labels, IdxFile.sizes(labels))) {
      largest = Math.max(largest, label & 0xff);
    }
    return largest + 1;
  }
}
