#include "engine/functions/tararchive.h"

#include <QString>

#include <cstring>
#include <numeric>

namespace Saltern {

namespace {

constexpr qsizetype blockSize = 512;

// The ustar header's fields: where each begins and how long it is.
struct Field
{
    qsizetype at;
    qsizetype size;
};
constexpr Field nameField{0, 100};
constexpr Field modeField{100, 8};
constexpr Field userField{108, 8};
constexpr Field groupField{116, 8};
constexpr Field sizeField{124, 12};
constexpr Field timeField{136, 12};
constexpr Field sumField{148, 8};
constexpr qsizetype typeAt = 156;
constexpr Field magicField{257, 8};

void put(QByteArray &header, Field field, const QByteArray &text)
{
    Q_ASSERT(text.size() <= field.size);
    std::memcpy(header.data() + field.at, text.constData(), static_cast<std::size_t>(text.size()));
}

QByteArray octal(qint64 number, Field field)
{
    return QByteArray::number(number, 8).rightJustified(field.size - 1, '0');
}

} // namespace

void TarArchive::addHeader(const QByteArray &path, int mode, qsizetype size, char type)
{
    QByteArray header(blockSize, '\0');
    put(header, nameField, path);
    put(header, modeField, octal(mode, modeField));
    put(header, userField, octal(0, userField));
    put(header, groupField, octal(0, groupField));
    put(header, sizeField, octal(size, sizeField));
    put(header, timeField, octal(0, timeField));
    header[typeAt] = type;
    put(header, magicField, QByteArray("ustar\00000", 8));
    // The sum is taken with its own field blank.
    put(header, sumField, QByteArray(sumField.size, ' '));
    const int sum = std::accumulate(header.cbegin(), header.cend(), 0, [](int total, char byte) {
        return total + static_cast<uchar>(byte);
    });
    put(header, sumField, QByteArray::number(sum, 8).rightJustified(6, '0') + QByteArray(1, '\0'));
    m_bytes += header;
}

void TarArchive::addFolder(const QByteArray &path, int mode)
{
    addHeader(path + '/', mode, 0, '5');
}

void TarArchive::addFile(const QByteArray &path, int mode, const QByteArray &content)
{
    addHeader(path, mode, content.size(), '0');
    m_bytes += content;
    m_bytes += QByteArray((blockSize - content.size() % blockSize) % blockSize, '\0');
}

QByteArray TarArchive::bytes() const
{
    return m_bytes + QByteArray(2 * blockSize, '\0');
}

} // namespace Saltern
