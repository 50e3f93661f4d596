#include "qml/design/code/failureplace.h"

#include <QRegularExpression>
#include <QStringList>

namespace Saltern {

namespace {

struct Place
{
    int line = 0;
    QString message;
};

QString pattern(const QString &fileName)
{
    return fileName.isEmpty() ? QStringLiteral("handler\\.\\w+")
                              : QRegularExpression::escape(fileName);
}

/// Python: the innermost frame in the file, and the sentence below the trace.
Place ofPython(const QStringList &lines, const QString &file)
{
    const QRegularExpression frame(
        QStringLiteral("^\\s*File \"(?:[^\"]*/)?%1\", line (\\d+)").arg(file));
    Place place;
    for (const QString &line : lines) {
        if (const auto found = frame.match(line); found.hasMatch())
            place = {found.captured(1).toInt(), {}};
        else if (place.line > 0 && place.message.isEmpty() && !line.isEmpty() &&
                 !line.front().isSpace())
            place.message = line;
    }
    return place;
}

/// "handler.js:3:9" of Node.js and others, "handler.sh: line 3: ..." and "handler.sh: 3: ..." of
/// shells: the first, and what stands behind it or the last sentence before it.
Place ofOthers(const QStringList &lines, const QString &file)
{
    const QRegularExpression frame(
        QStringLiteral("(?:^|[\\s/(\"])%1:(?: line)? ?(\\d+)(?::\\d+)?:?(.*)$").arg(file));
    Place place;
    QString sentence;
    for (const QString &line : lines) {
        const bool isSentence = !line.isEmpty() && !line.front().isSpace();
        if (place.line > 0) {
            // Node.js prints the place of a syntax error before what is wrong.
            if (place.message.isEmpty() && isSentence)
                place.message = line;
        } else if (const auto found = frame.match(line); found.hasMatch()) {
            const QString rest = found.captured(2).remove(u')').trimmed();
            place = {found.captured(1).toInt(), rest.isEmpty() ? sentence : rest};
        } else if (isSentence) {
            sentence = line;
        }
    }
    return place;
}

/// "The script failed in line 3: TypeError: ..."
Place ofTransform(const QString &text)
{
    static const QRegularExpression named(
        QStringLiteral("^The script failed in line (\\d+): ([^\\n]*)"));
    const auto found = named.match(text);
    return found.hasMatch() ? Place{found.captured(1).toInt(), found.captured(2)} : Place();
}

} // namespace

QVariantList FailurePlace::marks(const QString &text, const QString &fileName)
{
    const QStringList lines = text.split(u'\n');
    Place place = ofTransform(text);
    if (place.line == 0)
        place = ofPython(lines, pattern(fileName));
    if (place.line == 0)
        place = ofOthers(lines, pattern(fileName));
    if (place.line == 0)
        return {};
    if (place.message.isEmpty())
        place.message = lines.first();
    return {QVariantMap{{QStringLiteral("line"), place.line},
                        {QStringLiteral("severity"), QStringLiteral("error")},
                        {QStringLiteral("message"), place.message}}};
}

} // namespace Saltern
