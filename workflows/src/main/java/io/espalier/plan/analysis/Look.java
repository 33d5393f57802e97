package io.espalier.plan.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way to look at what an analysis measured, drawn by whoever shows it. Of the measurements of
 * these names it takes those without a layer, or, where {@link Dimension#LAYER} is among its
 * dimensions, those with one; and what no dimension tells apart is averaged, as replicates are.
 *
 * @param shape what is drawn
 * @param title its heading
 * @param note one or two sentences below it, empty for none
 * @param names of the measurements
 * @param across from left to right: the axis of lines, the bars of a group, the columns of a map
 * @param by what tells lines, groups of bars or rows of a map apart
 * @param each a picture for each value of this, null for one picture
 * @param pairs which measurements of pairs it takes
 */
public record Look(
    Shape shape,
    String title,
    String note,
    List<String> names,
    Dimension across,
    List<Dimension> by,
    @Nullable Dimension each,
    Pairs pairs) {
  public Look {
    names = List.copyOf(names);
    by = List.copyOf(by);
  }

  /** What is drawn. */
  public enum Shape {
    /** Lines, one a value of {@code by}; each measurement's own name is another line. */
    LINES,
    /** Groups of bars. */
    BARS,
    /** A table of coloured cells. */
    HEAT_MAP,
    /** A heat map whose cell (a, b) is also its cell (b, a). */
    MATRIX,
    /** The pictures that tasks wrote, their roles as rows and the places of their inputs beside. */
    IMAGES
  }

  /** What measurements differ in. */
  public enum Dimension {
    /** Kept weights of the place, a fraction. */
    DENSITY,
    ROUND,
    ARM,
    DRAW,
    REPLICATE,
    LAYER,
    ITEM,
    OTHER_ROUND,
    OTHER_ARM,
    OTHER_REPLICATE
  }

  /** Which measurements of pairs are taken. */
  public enum Pairs {
    /** All, and those that are of no pair. */
    ANY,
    /** Of two arms or draws in one replicate and round. */
    ARMS,
    /** Of two rounds of one arm in one replicate. */
    ROUNDS,
    /** Of two replicates of one arm in one round. */
    REPLICATES
  }

  /** Lines over an axis. */
  public static Look lines(String title, List<String> names, Dimension across, Dimension... by) {
    return new Look(Shape.LINES, title, "", names, across, List.of(by), null, Pairs.ANY);
  }

  /** Bars, in groups. */
  public static Look bars(String title, String name, Dimension across, Dimension by) {
    return new Look(Shape.BARS, title, "", List.of(name), across, List.of(by), null, Pairs.ANY);
  }

  /** A table of coloured cells. */
  public static Look heatMap(String title, String name, Dimension down, Dimension across) {
    return new Look(
        Shape.HEAT_MAP, title, "", List.of(name), across, List.of(down), null, Pairs.ANY);
  }

  /** A table of coloured cells that is the same along and across. */
  public static Look matrix(String title, String name, Dimension down, Dimension across) {
    return new Look(Shape.MATRIX, title, "", List.of(name), across, List.of(down), null, Pairs.ANY);
  }

  /** The pictures that the tasks wrote. */
  public static Look images(String title) {
    return new Look(Shape.IMAGES, title, "", List.of(), Dimension.ARM, List.of(), null, Pairs.ANY);
  }

  /** The same, a picture for each value of this. */
  public Look each(Dimension dimension) {
    return new Look(shape, title, note, names, across, by, dimension, pairs);
  }

  /** The same, of these pairs alone. */
  public Look of(Pairs of) {
    return new Look(shape, title, note, names, across, by, each, of);
  }

  /** The same with a sentence below it. */
  public Look note(String text) {
    return new Look(shape, title, text, names, across, by, each, pairs);
  }
}
