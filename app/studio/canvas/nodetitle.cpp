#include "app/studio/canvas/nodetitle.h"

#include "app/studio/canvas/nodegeometry.h"

#include <QStringView>

namespace Saltern {

namespace {

using namespace NodeShape;

constexpr qreal room = width - 2 * padding;
constexpr qreal besideCounter = room - 28; // a sign and a digit

/// In parts of the size of the font, which is Inter's half bold.
qreal widthOf(QChar letter)
{
    constexpr QStringView slim = u"iljI.,:;'!| ";
    constexpr QStringView narrow = u"frt()[]-/\"*";
    constexpr QStringView broad = u"mwMW@%—";
    if (slim.contains(letter))
        return 0.28;
    if (narrow.contains(letter))
        return 0.39;
    if (broad.contains(letter))
        return 0.92;
    return letter.isUpper() || letter.isDigit() ? 0.69 : 0.605;
}

qreal widthOf(QStringView text)
{
    qreal sum = 0;
    for (const QChar letter : text)
        sum += widthOf(letter) * titleSize;
    return sum;
}

} // namespace

QStringList titleLines(const QString &title)
{
    if (widthOf(title) <= besideCounter)
        return {title};
    qsizetype end = -1;
    for (qsizetype space = title.indexOf(u' '); space > 0; space = title.indexOf(u' ', space + 1)) {
        if (widthOf(QStringView(title).left(space)) > besideCounter)
            break;
        end = space;
    }
    return end < 0 ? QStringList{title} : QStringList{title.left(end), title.mid(end + 1)};
}

} // namespace Saltern
