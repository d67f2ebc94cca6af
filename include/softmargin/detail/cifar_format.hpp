// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file cifar_format.hpp  What a record of CIFAR-10 and of CIFAR-100 consists of.
///
/// A file is a row of records without a header: label bytes and 3072 pixel bytes, the red plane of
/// 32 x 32 row by row, then the green, then the blue.
/// Source: A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009, and
/// https://www.cs.toronto.edu/~kriz/cifar.html.
#pragma once

#include <softmargin/detail/input_file.hpp>
#include <softmargin/types.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace softmargin::detail {

/// Features of an image: 3 planes of 32 x 32.
inline constexpr Index cifar_num_features = Index{3} * 32 * 32;

struct CifarFormat {
  Index num_label_bytes;  ///< before the pixels
  Index label_byte;       ///< the one of them that is wanted
  const char* names_file;
  std::vector<std::string> class_names;  ///< as published

  Index record_size() const { return num_label_bytes + cifar_num_features; }
  Index num_classes() const { return static_cast<Index>(class_names.size()); }
};

inline CifarFormat cifar10_format() {
  return {
      1,
      0,
      "batches.meta.txt",
      {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"}};
}

inline CifarFormat cifar100_coarse_format() {
  return {2,
          0,
          "coarse_label_names.txt",
          {"aquatic_mammals",
           "fish",
           "flowers",
           "food_containers",
           "fruit_and_vegetables",
           "household_electrical_devices",
           "household_furniture",
           "insects",
           "large_carnivores",
           "large_man-made_outdoor_things",
           "large_natural_outdoor_scenes",
           "large_omnivores_and_herbivores",
           "medium_mammals",
           "non-insect_invertebrates",
           "people",
           "reptiles",
           "small_mammals",
           "trees",
           "vehicles_1",
           "vehicles_2"}};
}

inline CifarFormat cifar100_fine_format() {
  return {
      2,
      1,
      "fine_label_names.txt",
      {"apple",       "aquarium_fish", "baby",      "bear",       "beaver",       "bed",
       "bee",         "beetle",        "bicycle",   "bottle",     "bowl",         "boy",
       "bridge",      "bus",           "butterfly", "camel",      "can",          "castle",
       "caterpillar", "cattle",        "chair",     "chimpanzee", "clock",        "cloud",
       "cockroach",   "couch",         "crab",      "crocodile",  "cup",          "dinosaur",
       "dolphin",     "elephant",      "flatfish",  "forest",     "fox",          "girl",
       "hamster",     "house",         "kangaroo",  "keyboard",   "lamp",         "lawn_mower",
       "leopard",     "lion",          "lizard",    "lobster",    "man",          "maple_tree",
       "motorcycle",  "mountain",      "mouse",     "mushroom",   "oak_tree",     "orange",
       "orchid",      "otter",         "palm_tree", "pear",       "pickup_truck", "pine_tree",
       "plain",       "plate",         "poppy",     "porcupine",  "possum",       "rabbit",
       "raccoon",     "ray",           "road",      "rocket",     "rose",         "sea",
       "seal",        "shark",         "shrew",     "skunk",      "skyscraper",   "snail",
       "snake",       "spider",        "squirrel",  "streetcar",  "sunflower",    "sweet_pepper",
       "table",       "tank",          "telephone", "television", "tiger",        "tractor",
       "train",       "trout",         "tulip",     "turtle",     "wardrobe",     "whale",
       "willow_tree", "wolf",          "woman",     "worm"}};
}

/// The names in the file beside the batches, or the published ones where there is none.
inline std::vector<std::string> cifar_class_names(const std::filesystem::path& batch,
                                                  const CifarFormat& format) {
  const auto path = batch.parent_path() / format.names_file;
  std::ifstream file(path);
  if (!file) return format.class_names;
  std::vector<std::string> names;
  for (std::string line; std::getline(file, line);) {
    line.erase(line.find_last_not_of(" \r") + 1);
    if (!line.empty()) names.push_back(line);
  }
  if (static_cast<Index>(names.size()) != format.num_classes()) {
    fail_input(path.string(), "number of class names", text(format.num_classes()),
               text(static_cast<Index>(names.size())));
  }
  return names;
}

inline Index count_cifar_records(InputFile& file, const CifarFormat& format) {
  const auto size = static_cast<Index>(file.exact_size());
  if (size == 0 || size % format.record_size() != 0) {
    file.fail("size of the file", concat("a positive multiple of ", format.record_size(), " bytes"),
              text(size));
  }
  return size / format.record_size();
}

/// @return the label of a record, checked
/// @param name  the file, for the error
inline int cifar_label(const std::string& name, Index record, const std::uint8_t* label_bytes,
                       const CifarFormat& format) {
  const int label = label_bytes[format.label_byte];
  if (label >= format.num_classes()) {
    fail_input(name, concat("label of record ", record),
               concat("in [0, ", format.num_classes(), ")"), text(label));
  }
  return label;
}

}  // namespace softmargin::detail
