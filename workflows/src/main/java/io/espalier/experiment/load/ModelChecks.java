package io.espalier.experiment.load;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.DescribedNetworks;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.StartWeightsException;
import io.espalier.catalog.UnfitLayer;
import io.espalier.catalog.setting.Named;
import io.espalier.experiment.Complaint;
import io.espalier.experiment.ModelConfig;
import io.espalier.experiment.read.Choices;
import io.espalier.experiment.read.Expected;
import io.espalier.experiment.read.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What must hold between the model, the catalog and the data set. */
final class ModelChecks {
  /** What a series of numbers of a layer can be stored under. */
  private static final int MAX_NAME = 120;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]*(\\.[a-z0-9_-]+)*");

  private static final String EXPECTED = " (expected: ";

  private final Catalog catalog;
  private final DataSetDescriptor data;
  private final Complaint failure;

  ModelChecks(Catalog catalog, DataSetDescriptor data, Complaint failure) {
    this.catalog = catalog;
    this.data = data;
    this.failure = failure;
  }

  /** Where a file describes a layer, or names the network that has it. */
  static String path(ModelConfig model, UnfitLayer layer) {
    return model.layers() == null ? "model" : "model.layers." + layer.index();
  }

  /** Refuses a model that does not fit, and gives its network. */
  NetworkDescriptor network(ModelConfig model) {
    if ((model.name() == null) == (model.layers() == null)) {
      failure.fail("model", model.name() == null ? "no name" : "name and layers", "name or layers");
    }
    if (!model.tensors().isEmpty() && model.startWeights() == null) {
      failure.fail("model.tensors", "names of tensors", "start_weights as well");
    }
    NetworkDescriptor network;
    if (model.layers() != null) {
      names(model);
      network = described(model);
    } else {
      network = catalog.get(NetworkDescriptor.class, model.network(data, catalog));
      shape(network);
    }
    startWeights(model, network);
    return network;
  }

  /** A file that is not here is told by who copies it into the store. */
  private void startWeights(ModelConfig model, NetworkDescriptor network) {
    String file = model.startWeights();
    if (file == null || !Files.isRegularFile(Path.of(file))) {
      return;
    }
    try {
      network.requireStart(Files.readAllBytes(Path.of(file)), model.tensors());
    } catch (StartWeightsException e) {
      failure.fail(
          e.inTheNames() ? "model.tensors" : "model.start_weights", e.found(), e.expected());
    } catch (IOException e) {
      throw new UncheckedIOException("model.start_weights: " + file + " cannot be read", e);
    }
  }

  private NetworkDescriptor described(ModelConfig model) {
    try {
      return catalog.get(NetworkDescriptor.class, model.network(data, catalog));
    } catch (DescribedNetworks.MisfitException e) {
      List<Named> layers = model.layers();
      // What only shows at the end, such as missing logits, is said of the whole list.
      boolean known = layers != null && e.layer() < layers.size();
      String path = known ? "model.layers." + e.layer() : "model.layers";
      String message = String.valueOf(e.getMessage());
      int expected = message.lastIndexOf(EXPECTED);
      failure.fail(
          path,
          expected < 0 ? message : message.substring(0, expected),
          expected < 0
              ? "layers that fit each other"
              : message.substring(expected + EXPECTED.length(), message.length() - 1));
      throw e;
    }
  }

  private void shape(NetworkDescriptor network) {
    if (network.inputShape().equals(data.shape()) && network.classes() == data.classes()) {
      return;
    }
    List<String> fitting =
        catalog.all(NetworkDescriptor.class).stream()
            .filter(candidate -> candidate.inputShape().equals(data.shape()))
            .filter(candidate -> candidate.classes() == data.classes())
            .map(NetworkDescriptor::name)
            .toList();
    failure.fail(
        "model.name",
        network.name() + " for " + shape(network.inputShape(), network.classes()),
        "a network for "
            + shape(data.shape(), data.classes())
            + " as "
            + data.name()
            + " has, "
            + Expected.oneOf(fitting));
  }

  private void names(ModelConfig model) {
    var unused =
        Choices.map(
            model,
            place -> {
              Named choice = place.named();
              boolean layer = place.kind().equals(DescribedNetworks.LAYER);
              String name = layer ? name(choice.settings()) : null;
              if (name != null && (name.length() > MAX_NAME || !NAME.matcher(name).matches())) {
                failure.fail(
                    "model." + place.settingsPath() + ".name",
                    name,
                    "lower-case letters, digits, _, - and ., at most " + MAX_NAME + " of them");
              }
              return choice;
            });
  }

  private static @Nullable String name(@Nullable Record layer) {
    if (layer == null) {
      return null;
    }
    return Field.of(layer.getClass()).stream()
        .filter(field -> field.key().equals("name"))
        .flatMap(field -> Optional.ofNullable(field.get(layer)).stream())
        .map(Object::toString)
        .findFirst()
        .orElse(null);
  }

  private static String shape(List<Integer> shape, int classes) {
    return shape.stream().map(String::valueOf).collect(Collectors.joining("x"))
        + " in "
        + classes
        + " classes";
  }
}
