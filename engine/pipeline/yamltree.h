#pragma once

#include "engine/pipeline/problem.h"

#include <QString>

#include <vector>

namespace Saltern {

class YamlSource;
struct YamlEntry;

/// One value of a YAML text with the place where it begins. yaml-cpp's own nodes lose duplicate
/// keys, the order of the file and whether a scalar was quoted, so its events are kept instead.
struct YamlNode
{
    enum class Kind { Null, Scalar, Sequence, Mapping };

    Kind kind = Kind::Null;
    bool plain = true;    // not quoted and not a block
    QString text;         // of a scalar, unescaped
    qsizetype offset = 0; // of the first byte, in YamlSource::bytes()
    std::vector<YamlEntry> entries;
    std::vector<YamlNode> items;
};

struct YamlEntry
{
    QString key;
    bool plainKey = true;
    qsizetype keyOffset = 0;
    YamlNode value;
};

struct YamlTree
{
    YamlNode root;
    QList<Problem> problems;
    bool complete = false; // false: the text broke off at a syntax error or limit
};

/// Reads one document of YAML 1.2 as far as it goes. Refused with a problem each: syntax errors,
/// duplicate keys, keys that are not text, anchors, aliases, tags, a second document, deep nesting,
/// tabs. No exception leaves it; memory and time are bounded by the text's size.
YamlTree readYamlTree(const YamlSource &source);

} // namespace Saltern
