#include "engine/base/compactjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace Saltern {

namespace {

// Where so many further bytes go: one growth for several small texts.
char *grow(QByteArray &out, qsizetype by)
{
    const qsizetype end = out.size();
    out.resize(end + by);
    return out.data() + end;
}

} // namespace

QByteArray compactJson(const QJsonValue &value)
{
    if (value.isObject())
        return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
    // A lone value is no JSON document; take the brackets of the list off again.
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return list.mid(1, list.size() - 2);
}

void appendJsonString(QByteArray &out, QByteArrayView utf8)
{
    static constexpr char hex[] = "0123456789abcdef";
    out += '"';
    qsizetype copied = 0;
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const auto byte = static_cast<unsigned char>(utf8[i]);
        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        out.append(utf8.sliced(copied, i - copied));
        copied = i + 1;
        if (byte >= 0x20) {
            out += '\\';
            out += utf8[i];
        } else {
            out += "\\u00";
            out += hex[byte >> 4];
            out += hex[byte & 15];
        }
    }
    out.append(utf8.sliced(copied));
    out += '"';
}

void appendJsonString(QByteArray &out, QStringView text)
{
    // Nearly every one is plain: it is written without another copy of it in UTF-8.
    const bool isPlain = std::all_of(text.begin(), text.end(), [](QChar c) {
        return c >= u' ' && c < QChar(0x80) && c != u'"' && c != u'\\';
    });
    if (!isPlain) {
        appendJsonString(out, QByteArrayView(text.toUtf8()));
        return;
    }
    char *to = grow(out, text.size() + 2);
    *to++ = '"';
    to = std::transform(
        text.begin(), text.end(), to, [](QChar c) { return static_cast<char>(c.unicode()); });
    *to = '"';
}

void appendJsonMember(QByteArray &out, QByteArrayView key, QStringView text)
{
    const bool isFirst = out.endsWith('{');
    char *to = grow(out, key.size() + (isFirst ? 3 : 4));
    if (!isFirst)
        *to++ = ',';
    *to++ = '"';
    to = std::copy(key.begin(), key.end(), to);
    *to++ = '"';
    *to = ':';
    appendJsonString(out, text);
}

} // namespace Saltern
