package io.espalier.experiment.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Builds a tree from YAML events. Nothing in a document can make it construct an object, expand an
 * alias bomb or recurse without bound.
 */
public final class YamlReader {
  private static final int MAX_DEPTH = 20;
  private static final int MAX_ALIASES = 20;
  private static final ScalarResolver RESOLVER = new CoreSchema().getScalarResolver();

  private final String source;
  private final boolean positions;
  private final Iterator<Event> events;
  private final Map<Anchor, Yaml> anchors = new HashMap<>();
  private int aliases;

  private YamlReader(String source, boolean positions, Iterator<Event> events) {
    this.source = source;
    this.positions = positions;
    this.events = events;
  }

  /** Reads a file's text. */
  public static Yaml file(String name, String text) {
    return read(name, true, text);
  }

  /** Reads the value of an option; errors name the option alone, without line and column. */
  public static Yaml option(String option, String text) {
    if (text.isBlank()) {
      return new Yaml.Scalar("", Yaml.Kind.NULL, Position.whole(option));
    }
    return read(option, false, text);
  }

  private static Yaml read(String source, boolean positions, String text) {
    LoadSettings settings = LoadSettings.builder().setLabel(source).build();
    Iterator<Event> events = new Parse(settings).parseString(text).iterator();
    YamlReader reader = new YamlReader(source, positions, events);
    try {
      return reader.document();
    } catch (MarkedYamlEngineException e) {
      Position at = e.getProblemMark().map(reader::position).orElse(Position.whole(source));
      throw new ExperimentException(at, "", e.getProblem(), "valid YAML", e);
    } catch (YamlEngineException e) {
      String problem = String.valueOf(e.getMessage());
      throw new ExperimentException(Position.whole(source), "", problem, "valid YAML", e);
    }
  }

  private Yaml document() {
    next(); // the stream's start
    Event start = next();
    if (start.getEventId() == Event.ID.StreamEnd) {
      throw new ExperimentException(
          Position.whole(source), "", "an empty file", "keys and values, beginning with name:");
    }
    Yaml root = value(next(), 0);
    next(); // the document's end
    Event after = next();
    if (after.getEventId() != Event.ID.StreamEnd) {
      throw problem(after, "a second document", "one document in a file");
    }
    return root;
  }

  private Yaml value(Event event, int depth) {
    if (event instanceof AliasEvent alias) {
      return alias(alias);
    }
    refuseTag(event);
    if (depth > MAX_DEPTH) {
      throw problem(event, "more than " + MAX_DEPTH + " levels", "fewer levels");
    }
    Yaml value;
    if (event instanceof ScalarEvent scalar) {
      value = new Yaml.Scalar(scalar.getValue(), kind(scalar), position(event));
    } else if (event.getEventId() == Event.ID.MappingStart) {
      value = mapping(event, depth);
    } else {
      value = sequence(event, depth);
    }
    // Only finished values can be referred to, so that no value ever contains itself.
    ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, value));
    return value;
  }

  private Yaml mapping(Event start, int depth) {
    List<Yaml.Entry> entries = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
      Yaml key = value(event, depth + 1);
      if (!(key instanceof Yaml.Scalar scalar) || scalar.kind() == Yaml.Kind.NULL) {
        throw problem(event, key.shown() + " as a key", "a name as the key");
      }
      if (!keys.add(scalar.text())) {
        throw problem(event, "the key " + scalar.text() + " a second time", "every key once");
      }
      entries.add(new Yaml.Entry(scalar.text(), position(event), value(next(), depth + 1)));
    }
    return new Yaml.Mapping(entries, position(start));
  }

  private Yaml sequence(Event start, int depth) {
    List<Yaml> items = new ArrayList<>();
    for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
      items.add(value(event, depth + 1));
    }
    return new Yaml.Sequence(items, position(start));
  }

  private Yaml alias(AliasEvent alias) {
    if (++aliases > MAX_ALIASES) {
      throw problem(alias, "more than " + MAX_ALIASES + " aliases", "fewer aliases");
    }
    Yaml target = anchors.get(alias.getAlias());
    if (target == null) {
      throw problem(alias, "*" + alias.getAlias(), "an alias of an anchor that ends before it");
    }
    return target;
  }

  private void refuseTag(Event event) {
    Optional<String> tag =
        event instanceof ScalarEvent scalar
            ? scalar.getTag()
            : ((CollectionStartEvent) event).getTag();
    if (tag.isPresent()) {
      throw problem(event, "the tag " + tag.get(), "a value without a tag");
    }
  }

  private static Yaml.Kind kind(ScalarEvent scalar) {
    if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
      return Yaml.Kind.TEXT;
    }
    Tag tag = RESOLVER.resolve(scalar.getValue(), true);
    if (tag.equals(Tag.INT)) {
      return Yaml.Kind.WHOLE;
    }
    if (tag.equals(Tag.FLOAT)) {
      return Yaml.Kind.NUMBER;
    }
    if (tag.equals(Tag.BOOL)) {
      return Yaml.Kind.TRUTH;
    }
    return tag.equals(Tag.NULL) ? Yaml.Kind.NULL : Yaml.Kind.TEXT;
  }

  private Event next() {
    return events.next();
  }

  private Position position(Event event) {
    return event.getStartMark().map(this::position).orElse(Position.whole(source));
  }

  private Position position(Mark mark) {
    return positions
        ? new Position(source, mark.getLine() + 1, mark.getColumn() + 1)
        : Position.whole(source);
  }

  private ExperimentException problem(Event event, String got, String expected) {
    return new ExperimentException(position(event), "", got, expected);
  }
}
