#pragma once

#include "engine/base/result.h"
#include "engine/events/templatefilters.h"

#include <QJsonValue>
#include <QString>

#include <vector>

namespace Saltern {

/// One step of a path. Names that were written with dots may be parts of one longer key; a name in
/// brackets is a whole key, and a number there an index.
struct PathSegment
{
    enum class Kind { Name, Key, Index };
    Kind kind = Kind::Name;
    QString name;
    qsizetype index = 0;
};

/// A path, or a literal when the path is empty.
struct TemplateOperand
{
    std::vector<PathSegment> path;
    QJsonValue literal;
    qsizetype offset = 0;
};

struct FilterCall
{
    const TemplateFilter *filter = nullptr;
    std::vector<TemplateOperand> arguments;
};

struct TemplateExpression
{
    TemplateOperand operand;
    std::vector<FilterCall> filters;
};

/// Constant text, or else one {{ }}.
struct TemplatePiece
{
    QString text;
    std::vector<TemplateExpression> expression; // none or one
};

struct ParsedTemplate
{
    std::vector<TemplatePiece> pieces;
};

/// Splits a text into its pieces. The error's detail is the offset of the fault, in UTF-16 units.
Result<ParsedTemplate> parseTemplate(const QString &text);

/// "steps.diagnose.data.cause", as a person would write it.
QString pathText(const std::vector<PathSegment> &path);

} // namespace Saltern
