package io.espalier.catalog;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Everything that can be named in an experiment file or a plan. Immutable. */
public final class Catalog {
  private final List<Descriptor> descriptors;
  private final Map<String, String> plugins;
  private final Map<String, Path> jars;

  /**
   * A catalog of these descriptors.
   *
   * @param plugins SHA-256 of the user jar that a descriptor came from, by {@link #id}
   */
  public Catalog(List<Descriptor> descriptors, Map<String, String> plugins) {
    this(descriptors, plugins, Map.of());
  }

  Catalog(List<Descriptor> descriptors, Map<String, String> plugins, Map<String, Path> jars) {
    this.descriptors = List.copyOf(descriptors);
    this.plugins = Map.copyOf(plugins);
    this.jars = Map.copyOf(jars);
  }

  /** What the class path offers. */
  public static Catalog builtIn() {
    List<Descriptor> found = new ArrayList<>();
    ServiceLoader.load(Descriptor.class, Catalog.class.getClassLoader()).forEach(found::add);
    return new Catalog(found, Map.of());
  }

  /**
   * This catalog and what the jars of a folder declare. Every jar is loaded by itself, so its
   * digest stands for all the code of a name: bundle what a plugin needs into its jar.
   *
   * @param misnamed is told, a sentence each, of what is left out since its name is none
   * @throws PluginException naming the jar, if there is none, one does not load, or a name of it
   *     exists already
   */
  public Catalog withPlugins(Path folder, Consumer<String> misnamed) {
    return Plugins.add(this, Plugins.jars(folder), misnamed);
  }

  /**
   * This catalog and what one user jar declares, which a plan names by its digest. A jar is loaded
   * once in a process.
   *
   * @throws PluginException when it is another jar, does not load, or a name of it exists already
   */
  public Catalog withPlugin(Path jar, String sha256) {
    return Plugins.add(this, List.of(PluginJar.known(jar, sha256)), misnamed -> {});
  }

  /** This catalog and more descriptors; one whose kind and name are known already is left out. */
  public Catalog with(List<? extends Descriptor> more) {
    List<Descriptor> all = new ArrayList<>(descriptors);
    for (Descriptor descriptor : more) {
      if (all.stream().noneMatch(known -> id(known).equals(id(descriptor)))) {
        all.add(descriptor);
      }
    }
    return new Catalog(all, plugins, jars);
  }

  /** This catalog with another descriptor in the place of that of the same kind and name. */
  public Catalog replacing(Descriptor descriptor) {
    List<Descriptor> all = new ArrayList<>(descriptors);
    all.removeIf(known -> id(known).equals(id(descriptor)));
    all.add(descriptor);
    return new Catalog(all, plugins, jars);
  }

  /**
   * The descriptor of this kind and name, if there is one. A network may also be found under the
   * text of its description, see {@link DescribedNetworks}, where the kinds of its layers are
   * known.
   *
   * @throws DescribedNetworks.MisfitException when the layers of a description do not fit
   */
  public <T extends Descriptor> Optional<T> find(Class<T> kind, String name) {
    if (NetworkDescriptor.class.isAssignableFrom(kind) && DescribedNetworks.isDescription(name)) {
      return descriptors.stream()
          .filter(DescribedNetworks.class::isInstance)
          .map(DescribedNetworks.class::cast)
          .filter(builder -> unknownLayers(builder, name).isEmpty())
          .map(builder -> builder.network(name, this))
          .filter(kind::isInstance)
          .map(kind::cast)
          .findFirst();
    }
    return descriptors.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .filter(descriptor -> descriptor.name().equals(name))
        .findFirst();
  }

  /**
   * The descriptor of this kind and name.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public <T extends Descriptor> T get(Class<T> kind, String name) {
    return find(kind, name)
        .orElseThrow(
            () ->
                DescribedNetworks.isDescription(name)
                    ? unknownLayers(name)
                    : new IllegalArgumentException(
                        name + " (expected one of: " + names(kind) + ")"));
  }

  private IllegalArgumentException unknownLayers(String description) {
    List<String> unknown =
        all(DescribedNetworks.class).stream()
            .flatMap(builder -> unknownLayers(builder, description).stream())
            .toList();
    return new IllegalArgumentException(
        "layer: "
            + String.join(", ", unknown)
            + " (expected one of: "
            + names(DescribedNetworks.LAYER)
            + "; one of a user jar needs --plugins)");
  }

  private List<String> unknownLayers(DescribedNetworks builder, String description) {
    List<String> known = names(DescribedNetworks.LAYER);
    return builder.kinds(description).stream().filter(kind -> !known.contains(kind)).toList();
  }

  /**
   * The descriptor whose kind has this word and that has this name, if there is one; a network may
   * also be found under the text of its description.
   *
   * @param kind {@code criterion}, {@code network}, …, see {@link Descriptor#kind}
   */
  public Optional<Descriptor> find(String kind, String name) {
    if (kind.equals(NetworkDescriptor.KIND) && DescribedNetworks.isDescription(name)) {
      return find(NetworkDescriptor.class, name).map(Descriptor.class::cast);
    }
    return all(kind).stream().filter(descriptor -> descriptor.name().equals(name)).findFirst();
  }

  /**
   * The descriptor of this kind and name.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public Descriptor get(String kind, String name) {
    return find(kind, name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    kind + ": " + name + " (expected one of: " + names(kind) + ")"));
  }

  /** Names of this kind, sorted. */
  public List<String> names(String kind) {
    return all(kind).stream().map(Descriptor::name).toList();
  }

  /** All descriptors of this kind, by name. */
  public List<Descriptor> all(String kind) {
    Map<String, Descriptor> sorted = new TreeMap<>();
    descriptors.stream()
        .filter(descriptor -> descriptor.kind().equals(kind))
        .forEach(descriptor -> sorted.put(descriptor.name(), descriptor));
    return List.copyOf(sorted.values());
  }

  /** Names of this kind, sorted. */
  public List<String> names(Class<? extends Descriptor> kind) {
    return all(kind).stream().map(Descriptor::name).toList();
  }

  /** All descriptors of this kind, by name. */
  public <T extends Descriptor> List<T> all(Class<T> kind) {
    Map<String, T> sorted = new TreeMap<>();
    descriptors.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .forEach(descriptor -> sorted.put(descriptor.name(), descriptor));
    return List.copyOf(sorted.values());
  }

  /** SHA-256 of the user jar that a descriptor comes from, by {@link #id}. */
  public Map<String, String> plugins() {
    return plugins;
  }

  /** Where the user jars lie that this catalog was made with, by their SHA-256; only to be read. */
  public Map<String, Path> jars() {
    return jars;
  }

  /** All descriptors. */
  List<Descriptor> descriptors() {
    return descriptors;
  }

  /** A name that is unique over all kinds: {@code criterion/magnitude}. */
  public static String id(Descriptor descriptor) {
    return descriptor.kind() + "/" + descriptor.name();
  }
}
