package io.espalier.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.Catalog;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.ConvShape;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.DepthwiseConv;
import io.espalier.model.layer.Elementwise;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.MaxPool;
import io.espalier.model.layer.Residual;
import java.util.List;

/** Prints a network of the catalog as JSON, so that another framework can build the very same. */
public final class DescribeNetwork {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DescribeNetwork() {}

  /** Argument: the network's name. */
  public static void main(String[] args) {
    NetworkSpec spec = Catalog.builtIn().get(Network.class, args[0]).spec();
    ObjectNode document = JSON.createObjectNode();
    spec.inputShape().forEach(document.putArray("input")::add);
    document.put("classes", spec.classes());
    int[] input = spec.inputShape().stream().mapToInt(Integer::intValue).toArray();
    document.set("layers", layers(spec.layers(), input));
    System.out.println(document);
  }

  private static ArrayNode layers(List<Layer> layers, int[] input) {
    ArrayNode array = JSON.createArrayNode();
    int[] shape = input;
    for (Layer layer : layers) {
      describe(layer, shape, array.addObject());
      shape = layer.after(shape);
    }
    return array;
  }

  private static void describe(Layer layer, int[] in, ObjectNode node) {
    if (layer instanceof Dense dense) {
      node.put("kind", "Dense").put("in", in[0]).put("out", dense.units());
    } else if (layer instanceof Conv conv) {
      describe(conv.at(in[0]), node);
    } else if (layer instanceof DepthwiseConv conv) {
      describe(conv.at(in[0]), node);
    } else if (layer instanceof BatchNorm) {
      node.put("kind", "BatchNorm").put("channels", in[0]);
    } else if (layer instanceof Elementwise) {
      node.put("kind", "Activation").put("function", layer.kind());
    } else if (layer instanceof MaxPool pool) {
      node.put("kind", "MaxPool").put("size", pool.size()).put("stride", pool.step());
    } else if (layer instanceof Residual residual) {
      node.put("kind", "Residual").set("body", layers(residual.longer(), in));
      node.set("shortcut", layers(residual.shorter(), in));
    } else {
      node.put("kind", layer.getClass().getSimpleName());
    }
  }

  private static void describe(ConvShape conv, ObjectNode node) {
    node.put("kind", "Conv").put("in", conv.in()).put("out", conv.out());
    node.put("kernel", conv.kernel()).put("stride", conv.stride()).put("padding", conv.padding());
    node.put("groups", conv.groups()).put("bias", conv.bias());
  }
}
